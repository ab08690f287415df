"""Why the number of people counted changed between two moments: by reason, by college, by person.

Each moment is replayed as it was known then, and counted by the settings in force then, so that
both numbers are the ones that were printed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, Subquery

from quxiang.engine.reference import view_marks
from quxiang.standards import levels
from quxiang.web.roster.inforce import read
from quxiang.web.roster.models import Cohort, CohortSettings, GraduateVersion

#: how a reason begins that lies in the settings
SETTINGS = "口径"
#: what decides whether somebody counts, and where
COLUMNS = ("status", "completion", "removed", "college_id", "residence_id")


@dataclass(frozen=True, slots=True)
class State:
    """What was known of one graduate at a moment, as far as counting goes."""

    status: str
    completion: str
    removed: bool
    college_id: int
    residence_id: int | None


Known = State | GraduateVersion
Here = Callable[[Known], bool]


@dataclass(frozen=True)
class Counting:
    """Whom a cohort's settings count."""

    statuses: Collection[str]
    completions: Collection[str]
    #: the version that says so, none where they are as shipped
    version: CohortSettings | None = field(default=None, compare=False)

    def knows(self, state: Known) -> bool:
        """Say whether status and completion are counted, as the engine's ``in_scope`` does."""
        ends = not state.completion or state.completion in self.completions
        return state.status in self.statuses and ends

    def counts(self, state: Known | None, here: Here) -> bool:
        return state is not None and on_roster(state, here) and self.knows(state)


def on_roster(state: Known, here: Here) -> bool:
    return not state.removed and here(state)


def countings(cohort: Cohort, *moments: datetime) -> list[Counting]:
    """Return whom the settings in force at each moment count."""
    versions = cohort.settings_versions.order_by("-number")
    newest = [Q(pk=Subquery(versions.filter(at__lte=each).values("pk")[:1])) for each in moments]
    found = list(versions.filter(reduce(or_, newest)))
    return [_counting(cohort, next((v for v in found if v.at <= each), None)) for each in moments]


def _counting(cohort: Cohort, version: CohortSettings | None) -> Counting:
    marks = view_marks(read(cohort, version))
    return Counting(marks["counted_statuses"], marks["counted_completions"], version)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Difference:
    """One reason why people came to be counted, or no longer are, and who they are."""

    sign: int
    reason: str
    graduate_ids: Sequence[int]

    @property
    def text(self) -> str:
        return f"{'+' if self.sign > 0 else '−'}{len(self.graduate_ids)} {self.reason}"

    @property
    def by_settings(self) -> bool:
        """Say whether the settings made it, and nothing that became known of anybody."""
        return self.reason.startswith(SETTINGS)


@dataclass(frozen=True)
class Part:
    """The number counted in one college at two moments and why it changed."""

    before: int
    after: int
    differences: Sequence[Difference]

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def signed(self) -> str:
        """Return the change with its sign: ``−12``, ``+3``, ``±0``."""
        sign = "+" if self.change > 0 else "−" if self.change else "±"
        return f"{sign}{abs(self.change)}"

    @property
    def reasons(self) -> str:
        """Return the reasons in words; with one sign throughout it is not repeated."""
        if len({each.sign for each in self.differences}) > 1:
            return "、".join(each.text for each in self.differences)
        return "、".join(f"{len(each.graduate_ids)} {each.reason}" for each in self.differences)


@dataclass(frozen=True)
class Denominator(Part):
    """The numbers of a whole scope, those on the roster beside them, and each college's part."""

    all_before: int
    all_after: int
    colleges: Mapping[int, Part]
    earlier: datetime
    later: datetime
    then: Counting
    since: Counting

    @property
    def text(self) -> str:
        """Return the change in a sentence: 分母 −12：9 延期、3 退学。"""
        if not self.differences:
            return "分母没有变化。"
        return f"分母 {self.signed}：{self.reasons}。"


Pair = tuple[int, State | None, State | None]


@dataclass(frozen=True)
class Replay:
    """Everybody of a cohort as known at two moments, and whom each moment counts."""

    pairs: Sequence[Pair]
    then: Counting
    since: Counting

    def part(self, pairs: Sequence[Pair], here: Here) -> Part:
        """Return how those ``here`` were counted, and the reasons of each who made a change."""
        told: dict[tuple[int, str], list[int]] = defaultdict(list)
        before = after = 0
        for graduate, was, now in pairs:
            counted, counts = self.then.counts(was, here), self.since.counts(now, here)
            before, after = before + counted, after + counts
            if counts and not counted:
                told[1, self._came(was, now, here)].append(graduate)
            elif counted and not counts:
                told[-1, self._went(now, here)].append(graduate)
        ordered = sorted(told.items(), key=lambda each: (each[0][0], -len(each[1]), each[0][1]))
        return Part(before, after, [Difference(*why, ids) for why, ids in ordered])

    def _came(self, was: State | None, now: State | None, here: Here) -> str:
        assert now is not None  # noqa: S101 - who counts is known
        if was is None:
            return "新增"
        if not here(was):
            return "转入"
        if was.removed:
            return "恢复"
        if not self.then.knows(now):
            return f"{SETTINGS}改为计入{_ending(now, self.then)}"
        return f"由{_ending(was, self.then)}转为{_ending(now, self.then)}"

    def _went(self, now: State | None, here: Here) -> str:
        if now is None or now.removed:
            return "移出名册"
        if not here(now):
            return "转出"
        ending = _ending(now, self.since)
        return f"{SETTINGS}不再计入{ending}" if self.then.knows(now) else ending


def _ending(state: Known, counting: Counting) -> str:
    """Name what decides: the status, or the completion where the status alone would count."""
    if state.status in counting.statuses and not counting.knows(state):
        names = levels.COMPLETIONS
        return names.get(state.completion, state.completion)
    return state.status


def replayed(cohort: Cohort, earlier: datetime, later: datetime) -> Replay:
    """Return everybody known at the later of two moments, as known at each of them."""
    rows = GraduateVersion.objects.filter(graduate__cohort=cohort, recorded_at__lte=later)
    known: dict[int, tuple[tuple[datetime, int], State]] = {}
    past: dict[int, tuple[tuple[datetime, int], State]] = {}
    named = rows.order_by().values_list("graduate_id", "recorded_at", "number", *COLUMNS)
    for graduate, at, number, *facts in named.iterator(chunk_size=10_000):
        version = ((at, number), State(*facts))
        for moment, newest in ((later, known), (earlier, past)):
            if at <= moment and (graduate not in newest or newest[graduate][0] < version[0]):
                newest[graduate] = version
    pairs = [
        (graduate, past[graduate][1] if graduate in past else None, known[graduate][1])
        for graduate in sorted(known)
    ]
    return Replay(pairs, *countings(cohort, earlier, later))


def among(units: Collection[int] | None, college: int | None = None) -> Here:
    """Return who belongs to one of the units, college or 书院; to the school without units.

    With a college, only those of them it is responsible for.
    """

    def here(state: Known) -> bool:
        if college is not None and state.college_id != college:
            return False
        return units is None or state.college_id in units or state.residence_id in units

    return here


def denominator_between(
    cohort: Cohort, earlier: datetime, later: datetime, units: Collection[int] | None = None
) -> Denominator:
    """Return how the denominator of some units moved between two moments, and why."""
    replay, here = replayed(cohort, earlier, later), among(units)
    whole = replay.part(replay.pairs, here)
    roster: Counter[int] = Counter()
    for _, was, now in replay.pairs:
        roster.update(at for at, each in enumerate((was, now)) if each and on_roster(each, here))
    parts = dict(_parts(replay, units))
    return Denominator(
        whole.before, whole.after, whole.differences, roster[0], roster[1], parts,
        earlier, later, replay.then, replay.since,
    )  # fmt: skip


def _parts(replay: Replay, units: Collection[int] | None) -> Iterator[tuple[int, Part]]:
    """Yield each college's part; who moved between two of them is told in both."""
    here = among(units)
    colleges: dict[int, list[Pair]] = defaultdict(list)
    for graduate, was, now in replay.pairs:
        for college in {each.college_id for each in (was, now) if each and here(each)}:
            colleges[college].append((graduate, was, now))
    for college, pairs in colleges.items():
        yield college, replay.part(pairs, among(units, college))
