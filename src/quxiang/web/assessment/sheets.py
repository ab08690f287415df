"""A college's yearly sheet: coverage, timeliness, quality, confirmed faults, each with what it is
counted from; the same rows as elsewhere, college by college, and nobody's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Count, F, Q

from quxiang.engine.signalform import signal_title
from quxiang.problems import UnusableError
from quxiang.web.alerts.models import Case, Origin, RuleRun
from quxiang.web.alerts.selectors import overdue
from quxiang.web.alerts.states import CaseState, Desk, Outcome, RunState
from quxiang.web.assessment.grounds import CONFIRMED
from quxiang.web.assessment.models import Listing
from quxiang.web.assessment.states import IN_FORCE
from quxiang.web.common import clock
from quxiang.web.complaints.models import Complaint
from quxiang.web.complaints.states import UPHELD, ComplaintState
from quxiang.web.feedback.judging import Judged, found_run, judged
from quxiang.web.feedback.models import Handling
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort
from quxiang.web.season.models import Snapshot

COVERAGE, TIMELINESS, QUALITY, CONFIRMATION = "覆盖", "及时", "质量", "查实"
#: signals that tell of quality, in this order
SIGNALS = ("error_rate", "suspect_rate", "inconsistency_rate")
FROM_SNAPSHOT, FROM_CASES = "快照", "预警"
NOT_REGISTERED, COLLEGE = "unregistered_rate", "college"


@dataclass(frozen=True)
class Measure:
    """One thing a sheet counts: its part, what it is, from which rows."""

    part: str
    title: str
    definition: str
    source: str
    #: stands in the list of all colleges too
    headline: bool = True


@dataclass(frozen=True)
class Line:
    """A measure of one college; without a denominator it is a number of things."""

    measure: Measure
    numerator: int | None
    denominator: int | None = None

    @property
    def value(self) -> str:
        """Return the rate with two decimals, half up; a dash where there is nothing to divide."""
        if self.numerator is None or self.denominator == 0:
            return "—"
        if self.denominator is None:
            return f"{self.numerator:,} 件"
        part = (20_000 * self.numerator + self.denominator) // (2 * self.denominator)
        return f"{part // 100}.{part % 100:02d} %"

    @property
    def counts(self) -> str:
        if self.numerator is None or self.denominator is None:
            return ""
        return f"{self.numerator:,}/{self.denominator:,}"


@dataclass(frozen=True)
class Basis:
    """What sheets are counted from: a run with its snapshot, and the rows as they stand now."""

    cohort: Cohort
    as_of: datetime
    run: RuleRun | None = None
    #: the number of a snapshot no rules ran over yet, if there is a newer one
    newer: int | None = None
    #: why the snapshot's figures are not there
    lacking: str = ""

    @property
    def words(self) -> str:
        """Name the snapshot and the moment, as they are printed."""
        now = f"{clock.local(self.as_of):%Y-%m-%d %H:%M}"
        if self.run is None or self.run.snapshot is None:
            return f"还没有运行过规则，没有快照；其余各项截至 {now}"
        snapshot = self.run.snapshot
        moment = f"{clock.local(snapshot.moment):%Y-%m-%d %H:%M}"
        named = f"快照第 {snapshot.number} 份（截至 {moment}，散列 {snapshot.sha256[:16]}）"
        return f"{named}；预警、举报、处理和负面清单截至 {now}"


@dataclass(frozen=True)
class Sheet:
    """The yearly sheet of one college."""

    college: Unit
    lines: Sequence[Line]
    listings: Sequence[Listing]

    @property
    def headlines(self) -> list[Line]:
        return [each for each in self.lines if each.measure.headline]

    @property
    def in_force(self) -> int:
        return sum(each.state in IN_FORCE for each in self.listings)


def sheets_of(cohort: Cohort, units: Iterable[Unit]) -> tuple[Basis, list[Sheet]]:
    """Return the sheets of colleges, in a number of statements that does not grow with them."""
    found = list(units)
    basis, signals, registered = _figures(cohort)
    cases, complaints = _cases(cohort, found), _complaints(cohort)
    handled = _counted(Handling.objects.filter(cohort=cohort, college__in=found))
    listings: dict[int, list[Listing]] = {}
    for each in Listing.objects.filter(cohort=cohort, college__in=found).order_by("number"):
        listings.setdefault(each.college_id, []).append(each)
    sheets = []
    for unit in found:
        told = cases.get(unit.pk, {})
        lines = [
            Line(_REGISTERED, *registered.get(unit.name, (None, None))),
            _pair(_TIMELY, told, "timely", "due"),
            *_signal_lines(signals, unit),
            _pair(_CONFIRMED, told, "confirmed", "judged"),
            _pair(_FED, told, "fed_confirmed", "fed_judged"),
            Line(_COMPLAINTS, *complaints.get(unit.pk, (0, 0))),
            Line(_HANDLED, handled.get(unit.pk, 0)),
        ]
        sheets.append(Sheet(unit, lines, listings.get(unit.pk, [])))
    return basis, sheets


_REGISTERED = Measure(
    COVERAGE, "去向登记率",
    "已有生效去向的毕业生（任何类别，待就业也算）÷ 统计范围内的毕业生", FROM_SNAPSHOT,
)  # fmt: skip
_TIMELY = Measure(
    TIMELINESS, "按期答复率",
    "在期限当日或之前答复的 ÷ 已答复的与逾期未答复的；只计由学院答复的预警（含上级反馈）",
    FROM_CASES,
)  # fmt: skip
_CONFIRMED = Measure(
    CONFIRMATION, "预警查实率",
    "经他人核实为已更正或属实的 ÷ 经核实关闭的；数据消失和已豁免的都不计", FROM_CASES,
)  # fmt: skip
_FED = Measure(
    CONFIRMATION, "上级反馈查实率", "同上，只计教育部、省等反馈名单的各行", "核查反馈",
    headline=False,
)  # fmt: skip
_COMPLAINTS = Measure(
    CONFIRMATION, "举报查实率", "办结为属实或部分属实的 ÷ 已办结的举报", "举报", headline=False
)
_HANDLED = Measure(
    CONFIRMATION, "处理记录", "反馈、通报、约谈等处理的件数，不是比率", "处理记录", headline=False
)


def _figures(
    cohort: Cohort,
) -> tuple[Basis, Judged | None, Mapping[str, tuple[int, int]]]:
    """Return the figures of the newest snapshot rules ran over."""
    now = clock.now()
    runs = RuleRun.objects.filter(cohort=cohort, state=RunState.DONE, snapshot__isnull=False)
    run = runs.select_related("snapshot").first()
    if run is None or run.snapshot is None:
        return Basis(cohort, now), None, {}
    last = Snapshot.objects.filter(cohort=cohort).values_list("number", flat=True).first()
    newer = last if last is not None and last > run.snapshot.number else None
    try:
        told = judged(run), _registered(run.snapshot.path, run.folder)
    except UnusableError as error:
        said = " ".join(f"{each.message}{each.remedy}" for each in error.problems)
        return Basis(cohort, now, run, newer, said), None, {}
    return Basis(cohort, now, run, newer), *told


@lru_cache(maxsize=32)
def _registered(folder: Path, name: str) -> Mapping[str, tuple[int, int]]:
    """Return of each college how many have a destination in force, and how many are counted.

    What lies beside a snapshot never changes, so it is read once a process.
    """
    return {
        line.group[COLLEGE]: (line.denominator - line.numerator, line.denominator)
        for line in found_run(folder, name).figures()
        if line.code == NOT_REGISTERED and line.group.keys() == {COLLEGE}
    }


def _signal_lines(signals: Judged | None, unit: Unit) -> list[Line]:
    if signals is None:
        return [
            Line(Measure(QUALITY, signal_title(name), "", FROM_SNAPSHOT, name != SIGNALS[-1]), None)
            for name in SIGNALS
        ]
    counts = dict(zip((d.name for d in signals.definitions), signals.of(unit.name), strict=True))
    defined = {each.name: each for each in signals.definitions}
    return [
        Line(
            Measure(
                QUALITY, defined[name].title, defined[name].formula, FROM_SNAPSHOT,
                name != SIGNALS[-1],
            ),
            None if counts[name].denominator is None else counts[name].numerator,
            counts[name].denominator,
        )
        for name in SIGNALS
    ]  # fmt: skip


def _cases(cohort: Cohort, units: Sequence[Unit]) -> Mapping[Any, Mapping[str, int]]:
    """Count the cases of colleges in one statement."""
    closed = Q(state=CaseState.CLOSED)
    right = closed & Q(outcome__in=CONFIRMED)
    judged_ = closed & Q(outcome__in=(*CONFIRMED, Outcome.FALSE_ALARM))
    answered = Q(answered_at__isnull=False, desk=Desk.COLLEGE)
    late = overdue(clock.today(), of_colleges=True)
    from_above = Q(origin=Origin.FEEDBACK)
    counts = {
        "confirmed": right, "judged": judged_, "due": answered | late,
        "timely": answered & Q(answered_at__date__lte=F("due_on")),
        "fed_confirmed": right & from_above, "fed_judged": judged_ & from_above,
    }  # fmt: skip
    rows = Case.objects.filter(school_id=cohort.school_id, cohort=cohort, college__in=units)
    told: Any = (
        rows.order_by()
        .values_list("college_id")
        .annotate(**{name: Count("pk", filter=which) for name, which in counts.items()})
    )
    return {college: dict(zip(counts, each, strict=True)) for college, *each in told}


def _pair(measure: Measure, told: Mapping[str, int], numerator: str, denominator: str) -> Line:
    return Line(measure, told.get(numerator, 0), told.get(denominator, 0))


def _complaints(cohort: Cohort) -> Mapping[int, tuple[int, int]]:
    """Count those closed, and of them the upheld, by the college as a snapshot has it."""
    rows = Complaint.objects.filter(cohort=cohort, state=ComplaintState.CLOSED).order_by()
    found: dict[int, tuple[int, int]] = {}
    for college, of_graduate, outcome in rows.values_list(
        "college_id", "graduate__college_id", "outcome"
    ):
        key = college or of_graduate
        if key is not None:
            upheld, closed = found.get(key, (0, 0))
            found[key] = (upheld + (outcome in UPHELD), closed + 1)
    return found


def _counted(rows: Any) -> Mapping[int, int]:
    counted = rows.order_by().values_list("college_id").annotate(number=Count("pk"))
    return dict(counted)
