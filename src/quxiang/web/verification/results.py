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

from django.db.models import Count, Q

from quxiang.estimates.agreement import Agreement, kappa
from quxiang.estimates.proportions import Answers, Estimate, estimated
from quxiang.web.reference.selectors import standard_of
from quxiang.web.verification.frames import PLACED, group_names
from quxiang.web.verification.models import Call, SampledRecord, Survey
from quxiang.web.verification.scripts import ITEMS
from quxiang.web.verification.states import ANSWERED, SILENT, Outcome, RecordState

FEW = 30


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
        return [(str(each.label), self.outcomes[each]) for each in SILENT]

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

    @property
    def told_by_others(self) -> int:
        return self.inconsistent.estimate.told_by_others


@dataclass(frozen=True)
class Caller:
    """What one caller did: calls, records ended, how many answered and differed, second calls."""

    name: str
    calls: int
    ended: int
    answered: int
    inconsistent: int
    twice: Agreement

    @property
    def share(self) -> str:
        if self.answered < FEW:
            return f"{self.inconsistent}／{self.answered}（不足 {FEW} 人，不报比例）"
        return f"{self.inconsistent}／{self.answered}（{self.inconsistent / self.answered:.2%}）"

    @property
    def agreement(self) -> str:
        return agreement_words(self.twice)


def agreement_words(found: Agreement) -> str:
    """Return how far two agreed: κ with its interval, of few pairs only how many were alike."""
    if not found.pairs:
        return "没有复核"
    alike = f"{found.agreed}／{found.pairs} 次一致"
    if found.pairs < FEW:
        return f"{alike}（不足 {FEW} 次，不报 κ）"
    if found.kappa is None:
        return f"{alike}（两次结果只有一种，κ 无从计算）"
    return f"{alike}，κ = {found.kappa:.2f}（95 % 区间 {found.low:.2f}–{found.high:.2f}）"


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

    @property
    def true_placement(self) -> Rate:
        """Return who is truly placed among everybody counted; outside of the frame nobody is."""
        scale = self.whole.size / self.counted if self.counted else 1.0
        return Rate(self.whole.placed.estimate, scale)

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
    pairs = _pairs(survey)
    return Results(
        whole=Line("合计", cells),
        groups=_lines(cells, lambda c: c.group, names),
        colleges=_lines(cells, lambda c: c.college_name, {}),
        callers=_callers(survey, pairs),
        agreement=kappa([(first, last) for _, first, last in pairs]),
        twice_drawn=SampledRecord.objects.filter(survey=survey, round=2).count(),
        items=_items(survey), counted=survey.counted,
        registered=sum(each.size for each in cells if each.group in groups),
    )  # fmt: skip


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


def _lines(cells: Iterable[Cell], by: Any, names: Mapping[str, str]) -> list[Line]:
    found: dict[str, list[Cell]] = defaultdict(list)
    for each in cells:
        found[by(each)].append(each)
    ordered = [each for each in names if each in found] or list(found)
    return [Line(names.get(each, each), found[each]) for each in ordered]


def _pairs(survey: Survey) -> list[tuple[int, str, str]]:
    """Return who made the first of two calls, and what both came to, where both were answered."""
    rows = SampledRecord.objects.filter(survey=survey, outcome__in=ANSWERED).order_by("pk")
    told: dict[int, dict[int, tuple[int, str]]] = defaultdict(dict)
    for graduate, number, by, outcome in rows.values_list(
        "graduate_id", "round", "done_by_id", "outcome"
    ):
        told[graduate][number] = (by, outcome)
    return [(each[1][0], each[1][1], each[2][1]) for each in told.values() if len(each) == 2]


def _callers(survey: Survey, pairs: Sequence[tuple[int, str, str]]) -> list[Caller]:
    rows = SampledRecord.objects.filter(survey=survey, done_by__isnull=False).order_by()
    ended = {
        by: (count, answered, differing)
        for by, count, answered, differing in rows.values_list("done_by_id").annotate(
            n=Count("pk"), a=Count("pk", filter=Q(outcome__in=ANSWERED)),
            d=Count("pk", filter=Q(outcome=Outcome.INCONSISTENT)),
        )
    }  # fmt: skip

    calls = Call.objects.filter(record__survey=survey, undone_at__isnull=True).order_by()
    made = list(calls.values_list("by_id", "by__name").annotate(n=Count("pk")))
    return [
        Caller(
            name, count, *ended.get(by, (0, 0, 0)),
            kappa([(first, last) for first_by, first, last in pairs if first_by == by]),
        )
        for by, name, count in sorted(made, key=lambda each: each[1])
    ]  # fmt: skip


def _items(survey: Survey) -> list[tuple[str, int]]:
    """Return how many records differ in each item, the most first."""

    rows = SampledRecord.objects.filter(survey=survey, round=1, outcome=Outcome.INCONSISTENT)
    found = Counter(item for listed in rows.values_list("differing", flat=True) for item in listed)
    return [(ITEMS[item], count) for item, count in found.most_common()]
