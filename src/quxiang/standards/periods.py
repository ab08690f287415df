"""The monitoring periods of a season: months, then weeks, then days, without gap or overlap.

Months run from the 21st to the 20th, weeks from Thursday to Wednesday, days from 17:00 to 17:00;
the first week starts where the last month ends, the first day where the last week ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from quxiang.standards.deadlines import DAILY_HOUR, Deadline, by_day, by_hour
from quxiang.standards.holidays import OwnHolidays, note
from quxiang.standards.settings import CalendarSettings

_DAY = timedelta(days=1)
_THURSDAY = 3
TITLES = {"monthly": "月监测", "weekly": "周监测", "daily": "日监测", "extra": "季后一期"}


@dataclass(frozen=True, slots=True)
class Period:
    """One period, half-open: ``[start, end)``. ``label`` is unique and stable."""

    kind: str
    label: str
    cohort: int
    start: datetime
    end: datetime
    deadline: Deadline

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def strict(self) -> datetime:
        return self.deadline.strict

    @property
    def lenient(self) -> datetime:
        return self.deadline.lenient

    @property
    def inclusive(self) -> bool:
        return self.deadline.inclusive

    @property
    def words(self) -> str:
        return self.deadline.words

    def holiday_note(self, own: OwnHolidays | None = None) -> str:
        """Return what the calendar says of the deadline's day; "" for a plain working day.

        Deadlines are never shifted. ``own`` are a school's own holidays (``Standard.holidays``).
        """
        return note(self.deadline.day, own)


def periods_of(cohort: int, settings: CalendarSettings) -> Iterator[Period]:
    """Yield the periods of a cohort in order, from 21 November of the year before."""
    end = datetime(cohort - 1, 11, 21)
    for part in (_months, _weeks, _days):
        for period in part(cohort, end, settings):
            yield period
            end = period.end
    if settings.until_december:
        yield _extra(cohort, end)


def _months(cohort: int, start: datetime, settings: CalendarSettings) -> Iterator[Period]:
    for year, month in ((cohort - 1, 12), (cohort, 1), (cohort, 2)):
        day = date(year, month, 20)
        label = f"{cohort}-M{month:02d}"
        deadline = by_day(
            label, f"{month}月月监测", "N4.1", day, inclusive=settings.monthly_inclusive
        )
        end = _midnight(day + _DAY)
        yield Period("monthly", label, cohort, start, end, deadline)
        start = end


def _weeks(cohort: int, start: datetime, settings: CalendarSettings) -> Iterator[Period]:
    day = date(cohort, 3, 1)
    day += timedelta(days=(_THURSDAY - day.weekday()) % 7)
    while day <= date(cohort, 8, 1):
        week = day.isocalendar().week
        label = f"{cohort}-W{week:02d}"
        deadline = by_day(
            label, f"第{week}周周监测", "N4.2", day, inclusive=settings.weekly_inclusive
        )
        yield Period("weekly", label, cohort, start, _midnight(day), deadline)
        start = _midnight(day)
        day += timedelta(days=7)


def _days(cohort: int, start: datetime, _: CalendarSettings) -> Iterator[Period]:
    for number in range(1, 32):
        day = date(cohort, 8, number)
        label = f"{cohort}-D{day:%m%d}"
        deadline = by_hour(label, f"8月{number}日日监测", "N4.3", day)
        end = datetime.combine(day, time(DAILY_HOUR))
        yield Period("daily", label, cohort, start, end, deadline)
        start = end


def _extra(cohort: int, start: datetime) -> Period:
    label = f"{cohort}-X1231"
    deadline = by_day(label, "季后登记", "N4.3", date(cohort, 12, 31), inclusive=True)
    return Period("extra", label, cohort, start, datetime(cohort + 1, 1, 1), deadline)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
