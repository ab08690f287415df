"""The numbers of a bulletin: drawn once from its snapshot, and kept as they were.

Colleges stand in the school's own order, by coverage, timeliness and quality side by side; nothing
here adds the three up, and nothing is counted by person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from quxiang.problems import UnusableError
from quxiang.standards.calendar import milestones, next_deadline
from quxiang.web.alerts.models import RuleRun
from quxiang.web.alerts.states import RunState
from quxiang.web.bulletins import confirming
from quxiang.web.bulletins.models import Kind
from quxiang.web.bulletins.numbers import Number, of_figure, points, rate
from quxiang.web.bulletins.timeliness import CLOSED, CLOSED_FORMULA, CLOSED_TITLE, Timely, timely_of
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.feedback.judging import judged
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges
from quxiang.web.season.basis import opened
from quxiang.web.season.figuring import Counted, counted, rules_of
from quxiang.web.season.models import Snapshot

NOT_REGISTERED, QUALITY = "unregistered_rate", "error_rate"
COVERAGE_TITLE, QUALITY_TITLE = "去向登记率", "异常率"
COVERAGE_FORMULA = (
    "已有生效去向的毕业生（任何类别，待就业也算）÷ 统计范围内的毕业生，即 100 % 减未登记率"
)
#: how much older the snapshot is that one is compared with
SINCE = {Kind.WEEKLY: timedelta(days=6), Kind.FORTNIGHTLY: timedelta(days=13)}
#: and at most so many days older than that
PATIENCE = timedelta(days=31)
_DAY = "%Y-%m-%d %H:%M"


@dataclass
class Sources:
    """The snapshots numbers come from, in the order they are named."""

    told: list[dict[str, Any]] = field(default_factory=list)

    def place(self, row: Snapshot, why: str) -> int:
        self.told.append({
            "why": why, "number": row.number, "sha256": row.sha256, "pk": row.pk,
            "moment": f"{clock.local(row.moment):{_DAY}}",
        })  # fmt: skip
        return len(self.told) - 1


def facts_of(row: Snapshot, kind: str, college: Unit | None) -> dict[str, Any]:
    """Draw the numbers of the school or of one college from a snapshot, as plain data.

    Raises :class:`InvalidError` where the snapshot does not say what its hash stands for, or has
    nobody of the college.
    """
    told, sources = counted(row, "college"), Sources()
    sources.place(row, "本期快照")
    if college is not None and college.name not in told.groups:
        raise InvalidError(f"这份快照里没有{college.name}的毕业生，没有可以通报的。")
    before = _before(row, kind)
    if before is not None:
        sources.place(before, "对比快照")
    units = [college] if college is not None else list(colleges(row.school_id))
    return {
        "moment": f"{clock.local(row.moment):{_DAY}}",
        "people": _people(told, college),
        "statuses": list(opened(row).settings.counted_statuses),
        "scheme": opened(row).settings.scheme,
        "settings": opened(row).settings.digest,
        "overall": _overall(row, told, before, college),
        "confirmation": _confirmation(row, units, college),
        "colleges": _colleges(row, told, units, sources),
        "next": _next(row),
        "definitions": _definitions(row),
        "sources": sources.told,
    }


def _people(told: Counted, college: Unit | None) -> int:
    figures = told.whole if college is None else told.groups[college.name]
    return max((each.denominator for each in figures.values()), default=0)


def _before(row: Snapshot, kind: str) -> Snapshot | None:
    """Return the end of the period a bulletin is compared with, if its rows are still there."""
    latest = row.moment - SINCE.get(Kind(kind), timedelta(seconds=1))
    rows = Snapshot.objects.filter(cohort_id=row.cohort_id, number__lt=row.number)
    found = rows.exclude(period="").filter(moment__lte=latest, moment__gte=latest - PATIENCE)
    first = found.order_by("-moment").first()
    return first if first and (first.path / "graduates.parquet").exists() else None


def _overall(
    row: Snapshot, told: Counted, before: Snapshot | None, college: Unit | None
) -> list[dict[str, Any]]:
    """Return every rate of the scheme in its order, each with what changed since."""
    name = college.name if college is not None else None
    now = told.whole if name is None else told.groups[name]
    earlier: Mapping[str, Any] = {}
    if before is not None:
        past = counted(before, "college")
        earlier = past.whole if name is None else past.groups.get(name, {})
    found = []
    for rule in told.rules:
        number = of_figure(now.get(rule.code), rule.code, rule.title, name)
        change = points(now.get(rule.code), earlier.get(rule.code))
        found.append({**number.data, "change": change})
    return found


def _confirmation(
    row: Snapshot, units: Sequence[Unit], college: Unit | None
) -> list[dict[str, Any]]:
    """Return the national state by college; nothing before the day bulletins tell it."""
    if clock.local(row.moment).date() < confirming.from_day(row):
        return []
    found = confirming.by_college(row)
    lines = [_confirmed(found.get(each.name, (0, 0)), each.name) for each in units]
    if college is None:
        done = sum(each[0] for each in found.values())
        lines.append(_confirmed((done, sum(each[1] for each in found.values())), None))
    return [each.data for each in lines]


def _confirmed(pair: tuple[int, int], group: str | None) -> Number:
    return Number(confirming.CODE, confirming.TITLE, rate(*pair), *pair, group)


def _colleges(
    row: Snapshot, told: Counted, units: Sequence[Unit], sources: Sources
) -> list[dict[str, Any]]:
    timely = timely_of(row, units)
    quality = _quality(row, sources)
    return [
        {
            "unit": unit.pk, "name": unit.name, "coverage": _coverage(told, unit).data,
            "timeliness": _timely(timely[unit.pk], unit).data,
            "quality": quality.get(unit.name, Number(QUALITY, QUALITY_TITLE, group=unit.name)).data,
        }
        for unit in units
    ]  # fmt: skip


def _coverage(told: Counted, unit: Unit) -> Number:
    open_ = told.groups.get(unit.name, {}).get(NOT_REGISTERED)
    if open_ is None:
        return Number(NOT_REGISTERED, COVERAGE_TITLE, group=unit.name)
    done = open_.denominator - open_.numerator
    value = rate(done, open_.denominator)
    return Number(NOT_REGISTERED, COVERAGE_TITLE, value, done, open_.denominator, unit.name)


def _timely(told: Timely, unit: Unit) -> Number:
    value = rate(told.on_time, told.due)
    return Number(CLOSED, CLOSED_TITLE, value, told.on_time, told.due, unit.name, note=told.lag)


def _quality(row: Snapshot, sources: Sources) -> Mapping[str, Number]:
    """Return the share of errors by college, from the newest run up to the snapshot's moment."""
    runs = RuleRun.objects.filter(
        cohort_id=row.cohort_id, state=RunState.DONE, snapshot__moment__lte=row.moment
    )
    run = runs.select_related("snapshot").order_by("-snapshot__moment", "-pk").first()
    if run is None or run.snapshot is None:
        return {}
    try:
        counts = judged(run).counts
    except UnusableError as error:
        raise InvalidError("质量一栏所依据的规则运行读不出来，请重新运行规则后再起草。") from error
    at = 0 if run.snapshot.pk == row.pk else sources.place(run.snapshot, "质量（规则运行）所用快照")
    found = {}
    for name, signals in counts.items():
        each = signals.get(QUALITY)
        if each is not None and each.denominator is not None:
            value = rate(each.numerator, each.denominator)
            counts_ = (each.numerator, each.denominator)
            found[name] = Number(QUALITY, QUALITY_TITLE, value, *counts_, name, at)
    return found


def _next(row: Snapshot) -> list[dict[str, str]]:
    """Return what is due next, seen from the snapshot's moment, each with its day."""
    year, settings = row.cohort.year, opened(row).settings
    now = clock.local(row.moment)
    found = []
    deadline = next_deadline(now, year, settings)
    if deadline is not None:
        found.append((deadline.day, deadline.title, deadline.words))
    found += [(e.day, e.title, e.words) for e in milestones(year, settings) if e.day >= now.date()]
    return [
        {"title": title, "on": on.isoformat(), "words": words}
        for on, title, words in sorted(found)
    ]  # fmt: skip


def _definitions(row: Snapshot) -> list[dict[str, str]]:
    """Say what each number is, in the order they stand."""
    quality = "有未了结“异常”发现的已落实登记 ÷ 已落实登记（见“五项信号”）；待核的不计"
    rules = [(rule.code, rule.title, rule.formula) for rule in rules_of(opened(row))]
    own = [
        (confirming.CODE, confirming.TITLE, confirming.FORMULA),
        (NOT_REGISTERED, f"覆盖：{COVERAGE_TITLE}", COVERAGE_FORMULA),
        (CLOSED, f"及时：{CLOSED_TITLE}", CLOSED_FORMULA),
        (QUALITY, f"质量：{QUALITY_TITLE}", quality),
    ]
    return [
        {"code": code, "title": title, "formula": formula} for code, title, formula in rules + own
    ]
