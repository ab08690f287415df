"""When things happen in a season: its working minutes, how far it is by then, what came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from quxiang.simulation.columns import day_number
from quxiang.simulation.draws import Ints, Numbers
from quxiang.standards import calendar

#: a minute that never comes
NEVER = np.iinfo(np.int64).max
_OPENS, _OPEN_FOR = 8 * 60, 9 * 60  # records are entered between eight and five
_MINUTES = 24 * 60
#: how much of what a season brings is entered by the end of a day: month, day, share
_PROGRESS = (
    (11, 22, 0.0), (12, 20, 0.07), (1, 20, 0.13), (2, 20, 0.16), (3, 31, 0.30), (4, 30, 0.46),
    (5, 31, 0.65), (6, 20, 0.78), (7, 10, 0.88), (7, 31, 0.94), (8, 30, 1.0),
)  # fmt: skip
_AUTUMN = 9  # months from here on belong to the year before graduation
_SUNDAY, _SUMMER = 3, 8  # day 0 since 1970 was a Thursday; in August no day is off


@dataclass(frozen=True)
class Timetable:
    """The working days of one cohort's season; ``place`` is a day of it, with a fraction."""

    cohort: int

    @cached_property
    def days(self) -> Ints:
        """Every day records are entered on: Monday to Saturday, in August all."""
        first = day_number(date(self.cohort - 1, 11, 21))
        every = np.arange(first, day_number(date(self.cohort, 9, 1)))
        august = every >= day_number(date(self.cohort, _SUMMER, 1))
        return np.asarray(every[august | (every % 7 != _SUNDAY)])

    def place_of(self, month: int, day: int) -> int:
        """Return the place of a day, or of the next working day."""
        return int(np.searchsorted(self.days, day_number(self.on(month, day))))

    def on(self, month: int, day: int) -> date:
        """Return a day of the season by month and day."""
        return date(self.cohort - (month >= _AUTUMN), month, day)

    def reached(self, share: Numbers) -> Numbers:
        """Return the place at which the season has brought ``share`` of what it brings."""
        places = [self.place_of(month, day) + 1 for month, day, _ in _PROGRESS]
        places[0] -= 1
        return np.asarray(np.interp(share, [row[2] for row in _PROGRESS], places))

    def minutes(self, place: Numbers) -> Ints:
        """Return working minutes since 1970; NEVER after the last day."""
        day = np.floor(place).astype(np.int64)
        made = self.days[np.clip(day, 0, len(self.days) - 1)] * _MINUTES + _OPENS
        made += ((place - day) * _OPEN_FOR).astype(np.int64)
        return np.asarray(np.where(day < len(self.days), made, NEVER))

    def places(self, minutes: Ints) -> Numbers:
        """Return the place of working minutes that come; the reverse of ``minutes``."""
        day, minute = np.divmod(minutes, _MINUTES)
        return np.asarray(np.searchsorted(self.days, day) + (minute - _OPENS) / _OPEN_FOR)


def awake(minutes: Ints) -> Ints:
    """Return minutes with those of the night moved to the evening before."""
    return np.asarray(minutes - 8 * 60 * (minutes % _MINUTES < 7 * 60))


def cohort_at(moment: datetime) -> int:
    """Return the cohort whose season a moment falls in: from 21 November to 31 August, 17:00.

    Raises ``ValueError`` for a moment between two seasons.
    """
    for cohort in (moment.year, moment.year + 1):
        if calendar.period_at(moment, cohort) is not None:
            return cohort
    raise ValueError(f"{moment} lies in no season.")


def period_before(moment: datetime) -> datetime:
    """Return the moment one period earlier: as long before the end of its period.

    Before the first period there was none: then thirty days earlier, when nothing had come.
    """
    cohort = cohort_at(moment)
    periods = calendar.periods(cohort)
    at = next(n for n, period in enumerate(periods) if moment < period.end)
    if at == 0:
        return moment - timedelta(days=30)
    before = periods[at - 1]
    return max(before.start, before.end - (periods[at].end - moment))


def year_before(moment: datetime) -> datetime:
    """Return the same day a year before; 28 February stands for 29 February."""
    leap = moment.month == 2 and moment.day == 29
    return moment.replace(year=moment.year - 1, day=28 if leap else moment.day)
