"""How timely colleges were up to a snapshot's moment: periods closed in time, days to entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quxiang.standards.calendar import period_at
from quxiang.standards.periods import Period
from quxiang.web.common import clock
from quxiang.web.orgs.models import Unit
from quxiang.web.season.basis import opened
from quxiang.web.season.models import Closing, Snapshot
from quxiang.web.season.progress import Calendar, Lag, lags_of, moved_of
from quxiang.web.season.timing import Standing

CLOSED, CLOSED_TITLE = "closed_on_time", "按期核对率"
CLOSED_FORMULA = (
    "按期完成“本期已核对”（含零报告）的期数 ÷ 截至快照时刻期限已过的期数，"
    "延期和停机按顺延后的期限；"
    "另列本期从落实到录入的天数（中位数）"
)
#: how a period that is over was closed
_ON_TIME, _TOO_LATE = (Standing.ON_TIME,), (Standing.LATE, Standing.OVERDUE)


@dataclass(frozen=True)
class Timely:
    """Of one college: periods closed in time, periods over, and how long entries took."""

    on_time: int
    due: int
    lag: str


def timely_of(row: Snapshot, units: Sequence[Unit]) -> dict[int, Timely]:
    """Return it of each of these colleges, as it stood at the snapshot's moment."""
    calendar = Calendar(row.cohort, opened(row).settings, clock.local(row.moment))
    keys = [each.pk for each in units]
    rows = Closing.objects.filter(cohort=row.cohort, college_id__in=keys, at__lte=row.moment)
    closed = {(each.college_id, each.label): each for each in rows}
    moved, lags = moved_of(row.cohort), _lags(row, calendar, keys)
    found = {}
    for key in keys:
        stood = []
        for period in calendar.until_now():
            due = moved.due(period, key)
            if due.lenient <= calendar.now:
                stood.append(calendar.standing(period, due, closed.get((key, period.label))))
        on_time = sum(each in _ON_TIME for each in stood)
        over = on_time + sum(each in _TOO_LATE for each in stood)
        found[key] = Timely(on_time, over, _words(lags.get(key)))
    return found


def _period(row: Snapshot, calendar: Calendar) -> Period | None:
    """Return the period a snapshot closes, else the one its moment lies in."""
    if row.period:
        return calendar.find(row.period)
    return period_at(calendar.now, row.cohort.year, calendar.settings)


def _lags(row: Snapshot, calendar: Calendar, keys: Sequence[int]) -> dict[int, Lag]:
    period = _period(row, calendar)
    return lags_of(row.cohort, period, keys) if period is not None else {}


def _words(lag: Lag | None) -> str:
    if lag is None or lag.median is None:
        return "本期没有录入"
    return f"录入用时 {lag.median:g} 天（{lag.count} 件）"
