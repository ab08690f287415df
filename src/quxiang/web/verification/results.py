"""What a survey found: shares of everybody with intervals, who could not be asked, who called.

Every answer stands for those of its stratum (``estimates``). Under ``FEW`` answers no share is
given, only counts: a bare percentage would be taken for more than it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count

from quxiang.estimates.agreement import Agreement, kappa
from quxiang.estimates.proportions import Answers, Estimate, estimated
from quxiang.web.reference.selectors import standard_of
from quxiang.web.verification.callers import FEW, Caller, agreement_words, callers_of, pairs_of
from quxiang.web.verification.frames import PLACED, group_names
from quxiang.web.verification.models import Kind, SampledRecord, Survey
from quxiang.web.verification.scripts import ITEMS
from quxiang.web.verification.states import ANSWERED, SILENT, UNSEEN, Outcome, RecordState


@dataclass(frozen=True)
class Rate:
    """A share of a population in per cent with its 95 % interval, or only how many answered."""

    estimate: Estimate
    #: what the share is taken of further: frame ÷ everybody counted, where that is wider
    scale: float = 1.0

    @property
    def told(self) -> bool:
        return self.estimate.share is not None and self.estimate.answered >= FEW

    @property
    def words(self) -> str:
        """Return the rate as a page says it; never a bare percentage of few."""
        each = self.estimate
        if not self.told or each.share is None:
            return f"{each.yes}／{each.answered} 人（不足 {FEW} 人，不报比例）"
        share, low, high = (f"{part * self.scale * 100:.2f}" for part in (
            each.share, each.low, each.high))  # fmt: skip
        return f"{share} %（95 % 区间 {low}–{high} %）"

    @property
    def counts(self) -> str:
        return f"{self.estimate.yes:,}／{self.estimate.answered:,}"


@dataclass(frozen=True)
class Cell:
    """What was drawn of one stratum and what came of it."""

    college: int
    college_name: str
    group: str
    part: str
    size: int
    drawn: int
    outcomes: Mapping[str, int]
    placed: int
    known: int

    @property
    def answered(self) -> int:
        return sum(self.outcomes.get(each, 0) for each in ANSWERED)

    @property
    def alike(self) -> str:
        """Return what strata are alike in: where nobody answered, those tell of it."""
        return f"{self.group}|{self.part}"


@dataclass(frozen=True)
class Line:
    """One row of a table: a class, a college, or all of them."""

    title: str
    cells: Sequence[Cell]
    #: why nobody answered, as a survey of this kind tells it
    unheard: Sequence[Outcome] = SILENT

    @property
    def size(self) -> int:
        return sum(each.size for each in self.cells)

    @property
    def drawn(self) -> int:
        return sum(each.drawn for each in self.cells)

    @cached_property
    def outcomes(self) -> Counter[str]:
        found = Counter[str]()
        for each in self.cells:
            found.update(each.outcomes)
        return found

    @property
    def answered(self) -> int:
        return sum(each.answered for each in self.cells)

    @property
    def silent(self) -> list[tuple[str, int]]:
        return [(str(each.label), self.outcomes[each]) for each in self.unheard]

    @property
    def not_tried(self) -> int:
        return self.drawn - sum(self.outcomes.values())

    @cached_property
    def inconsistent(self) -> Rate:
        rows = (
            Answers(c.alike, c.size, c.answered, c.outcomes.get(Outcome.INCONSISTENT, 0))
            for c in self.cells
        )
        return Rate(estimated(rows))

    @cached_property
    def placed(self) -> Rate:
        """Return how many of these are placed as it turned out."""
        return Rate(estimated(Answers(c.alike, c.size, c.known, c.placed) for c in self.cells))

    @cached_property
    def placed_at_least(self) -> Rate:
        """Return the same, were all placed nowhere of whom it did not turn out."""
        return Rate(estimated(Answers(c.alike, c.size, c.answered, c.placed) for c in self.cells))

    @property
    def unknown(self) -> int:
        """Return of how many who answered it did not turn out where they are."""
        return self.answered - sum(each.known for each in self.cells)

    @property
    def told_by_others(self) -> int:
        return self.inconsistent.estimate.told_by_others


@dataclass(frozen=True)
class Results:
    """All a results page and an export say."""

    whole: Line
    groups: Sequence[Line]
    colleges: Sequence[Line]
    callers: Sequence[Caller]
    agreement: Agreement
    twice_drawn: int
    items: Sequence[tuple[str, int]]
    counted: int
    registered: int
    kind: str = Kind.GRADUATES

    @property
    def tells_placement(self) -> bool:
        """Say whether it follows who is truly placed: only graduates know where they are now.

        A firm knows who is not there, and the frame of firms leaves out whoever names none.
        """
        return self.kind == Kind.GRADUATES

    @property
    def asks_twice(self) -> bool:
        return self.kind != Kind.VISITS

    @property
    def _scale(self) -> float:
        return self.whole.size / self.counted if self.counted else 1.0

    @property
    def true_placement(self) -> Rate:
        """Return who is truly placed among everybody counted; outside of the frame nobody is."""
        return Rate(self.whole.placed.estimate, self._scale)

    @property
    def true_placement_at_least(self) -> Rate:
        return Rate(self.whole.placed_at_least.estimate, self._scale)

    @property
    def registered_share(self) -> str:
        if not self.counted:
            return "—"
        return f"{self.registered / self.counted:.2%}（{self.registered:,}／{self.counted:,}）"

    @property
    def agreed(self) -> str:
        return agreement_words(self.agreement)


def results_of(survey: Survey) -> Results:
    """Count a survey as it stands now."""
    standard = standard_of(survey.school_id, survey.cohort.scheme)
    cells = cells_of(survey)
    names = group_names(standard)
    groups = {row.group for row in standard.destinations.values() if row.cls in PLACED}
    pairs = pairs_of(survey)
    unheard = unheard_in(survey)
    return Results(
        kind=survey.kind, whole=Line("合计", cells, unheard),
        groups=_lines(cells, lambda c: c.group, names, unheard),
        colleges=_lines(cells, lambda c: c.college_name, {}, unheard),
        callers=callers_of(survey, pairs),
        agreement=kappa([(first, last) for _, first, last in pairs]),
        twice_drawn=SampledRecord.objects.filter(survey=survey, round=2).count(),
        items=_items(survey), counted=survey.counted,
        registered=sum(each.size for each in cells if each.group in groups),
    )  # fmt: skip


def unheard_in(survey: Survey) -> Sequence[Outcome]:
    return UNSEEN if survey.kind == Kind.VISITS else SILENT


def cells_of(survey: Survey) -> list[Cell]:
    """Return every stratum with what came of its first calls."""
    rows = SampledRecord.objects.filter(survey=survey, round=1).order_by()
    told = rows.values_list("stratum", "state", "outcome", "placed").annotate(n=Count("pk"))
    drawn, outcomes = Counter[str](), defaultdict[str, Counter[str]](Counter)
    placed, known = Counter[str](), Counter[str]()
    for stratum, state, outcome, is_placed, count in told:
        drawn[stratum] += count
        if state == RecordState.DONE:
            outcomes[stratum][outcome] += count
        if is_placed is not None:
            known[stratum] += count
            placed[stratum] += count * is_placed
    return [
        Cell(
            e["college"], e["college_name"], e["group"], e["part"], e["size"], drawn[e["key"]],
            outcomes[e["key"]], placed[e["key"]], known[e["key"]],
        )
        for e in survey.strata
    ]  # fmt: skip


def _lines(
    cells: Iterable[Cell], by: Any, names: Mapping[str, str], unheard: Sequence[Outcome]
) -> list[Line]:
    found: dict[str, list[Cell]] = defaultdict(list)
    for each in cells:
        found[by(each)].append(each)
    ordered = [each for each in names if each in found] or list(found)
    return [Line(names.get(each, each), found[each], unheard) for each in ordered]


def _items(survey: Survey) -> list[tuple[str, int]]:
    """Return how many records differ in each item, the most first."""

    rows = SampledRecord.objects.filter(survey=survey, round=1, outcome=Outcome.INCONSISTENT)
    found = Counter(item for listed in rows.values_list("differing", flat=True) for item in listed)
    return [(ITEMS[item], count) for item, count in found.most_common()]
