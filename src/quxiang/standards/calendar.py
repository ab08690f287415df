"""The calendar of a season: its periods and deadlines, for any cohort at any moment.

Times are local Asia/Shanghai without zone. The moment is always an argument.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from functools import lru_cache

from quxiang.problems import Problem, UnusableError
from quxiang.standards import deadlines as _deadlines
from quxiang.standards.deadlines import Deadline, Milestone
from quxiang.standards.holidays import note as holiday_note
from quxiang.standards.periods import TITLES, Period, periods_of
from quxiang.standards.settings import CalendarSettings, Settings

__all__ = [
    "TITLES",
    "Deadline",
    "Milestone",
    "Period",
    "deadlines",
    "holiday_note",
    "milestones",
    "next_deadline",
    "period_at",
    "periods",
]
_DEFAULT = Settings()
#: cohorts anybody can mean
YEARS = range(2000, 2100)


def periods(cohort: int, settings: Settings = _DEFAULT) -> tuple[Period, ...]:
    """Return the periods of a cohort in order; each ends where the next starts.

    Raises ``UnusableError`` for a year nobody can mean.
    """
    return _periods(_checked(cohort), settings.calendar)


@lru_cache(maxsize=64)
def _periods(cohort: int, settings: CalendarSettings) -> tuple[Period, ...]:
    return tuple(periods_of(cohort, settings))


def _checked(cohort: int) -> int:
    if cohort not in YEARS:
        message = f"“{cohort}”不是届。"
        raise UnusableError(Problem("bad_cohort", message, "请写四位年份，如 2024。"))
    return cohort


def period_at(moment: datetime, cohort: int, settings: Settings = _DEFAULT) -> Period | None:
    """Return the period a moment falls in; ``None`` before 21 November and after the season."""
    found = periods(cohort, settings)
    at = bisect_right([period.start for period in found], moment) - 1
    return found[at] if at >= 0 and moment < found[at].end else None


def deadlines(cohort: int, settings: Settings = _DEFAULT) -> tuple[Deadline, ...]:
    """Return the deadlines that come once: substitutes, self-check, last update, the Ministry's."""
    return _deadlines.single_deadlines(_checked(cohort), settings.calendar)


def milestones(cohort: int, settings: Settings = _DEFAULT) -> tuple[Milestone, ...]:
    """Return what the centre does by the calendar: confirmation bulletins, the August texts."""
    return _deadlines.milestones(_checked(cohort), settings.calendar)


def next_deadline(moment: datetime, cohort: int, settings: Settings = _DEFAULT) -> Deadline | None:
    """Return the nearest deadline not yet overdue by the lenient reading, of periods or single.

    On a day that the strict reading leaves out this is the deadline of that very day.
    """
    every = [period.deadline for period in periods(cohort, settings)]
    open_ones = [
        deadline
        for deadline in (*every, *deadlines(cohort, settings))
        if not deadline.overdue(moment)
    ]
    return min(open_ones, key=lambda deadline: (deadline.lenient, deadline.strict), default=None)
