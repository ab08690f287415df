"""How every college stands to a period: closed or not, what is due, how long entries took."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import IntegerField, Value

from quxiang.standards import Settings, Standard
from quxiang.standards.calendar import period_at, periods
from quxiang.standards.periods import Period
from quxiang.web.common import clock
from quxiang.web.destinations.models import Move
from quxiang.web.orgs.models import Unit
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort
from quxiang.web.season import due
from quxiang.web.season.models import Closing, Extension, Outage
from quxiang.web.season.timing import Due, Span, Standing, due_of, standing


@dataclass(frozen=True)
class Calendar:
    """The periods of a cohort as its settings have them, and where it stands now."""

    cohort: Cohort
    settings: Settings
    now: datetime

    @cached_property
    def standard(self) -> Standard:
        return standard_of(self.cohort.school_id, self.cohort.scheme)

    @property
    def periods(self) -> Sequence[Period]:
        return periods(self.cohort.year, self.settings)

    @property
    def current(self) -> Period | None:
        return period_at(self.now, self.cohort.year, self.settings)

    def find(self, label: str) -> Period | None:
        return next((each for each in self.periods if each.label == label), None)

    @property
    def shown(self) -> Period:
        """Return the period a page opens with: this one, else the first or the last."""
        return self.current or self.periods[0 if self.now < self.periods[0].start else -1]

    def standing(self, period: Period, due: Due, closing: Closing | None) -> Standing:
        """Say how a college stands to a period now, with what it said of it, if it did."""
        closed = clock.local(closing.at) if closing is not None else None
        since = clock.local(self.cohort.opened_at)
        return standing(period, due, closed, now=self.now, since=since)

    def until_now(self) -> list[Period]:
        """Return the periods that have begun, the newest first."""
        return [each for each in reversed(self.periods) if each.start <= self.now]


def calendar_of(cohort: Cohort) -> Calendar:
    return Calendar(cohort, read(cohort, settings_of(cohort)), clock.local(clock.now()))


@dataclass(frozen=True)
class Moved:
    """What moves the deadlines of a cohort: extensions by college and period, outages."""

    extended: Mapping[tuple[int, str], datetime]
    outages: Sequence[Span]
    #: graduates who have longer themselves, by period
    excused: Mapping[str, Mapping[int, datetime]] = field(default_factory=dict)

    def longer(self, label: str, now: datetime) -> dict[int, datetime]:
        """Return who has longer for a period by an extension of their own, and until when."""
        return {key: end for key, end in self.excused.get(label, {}).items() if end > now}

    def due(self, period: Period, college: int) -> Due:
        return due_of(period, self.extended.get((college, period.label)), self.outages)


def moved_of(cohort: Cohort) -> Moved:
    """Return what moves deadlines; of several extensions of one the latest."""
    rows = Extension.objects.filter(cohort=cohort, ended_at__isnull=True)
    stops = Outage.objects.filter(cohort=cohort, ended_at__isnull=True)
    nobody = Value(None, output_field=IntegerField())
    longer = rows.order_by().values_list("college_id", "graduate_id", "label", "at", "until")
    idle = stops.order_by().annotate(nobody=nobody, neither=nobody)
    told = ("nobody", "neither", "what", "began_at", "over_at")
    both = longer.union(idle.values_list(*told), all=True)
    extended: dict[tuple[int, str], datetime] = {}
    excused: dict[str, dict[int, datetime]] = {}
    outages: list[Span] = []
    for college, graduate, label, start, end in both:
        until = clock.local(end)
        if college is None:
            outages.append((clock.local(start), until))
            continue
        found: dict[Any, datetime] = extended if graduate is None else excused.setdefault(label, {})
        key = (college, label) if graduate is None else graduate
        found[key] = max(until, found.get(key, until))
    return Moved(extended, outages, excused)


@dataclass(frozen=True)
class Lag:
    """How many days entries took from the day they were agreed on; the honest timeliness (N3.1)."""

    median: float | None
    count: int


@dataclass(frozen=True)
class Line:
    """One college in one period."""

    college: Unit
    due: Due
    standing: Standing
    closing: Closing | None
    waiting: int
    lag: Lag


def lines(calendar: Calendar, period: Period, colleges: Sequence[Unit]) -> list[Line]:
    """Return how these colleges stand to a period; ``waiting`` is what is due now."""
    cohort, keys = calendar.cohort, [each.pk for each in colleges]
    rows = Closing.objects.filter(cohort=cohort, label=period.label, college_id__in=keys)
    closed = {each.college_id: each for each in rows.select_related("by")}
    moved = moved_of(cohort)
    longer = moved.longer(period.label, calendar.now)
    waiting = due.counts(cohort, keys, calendar.standard, tuple(longer))
    lags = lags_of(cohort, period, keys)
    found = []
    for college in colleges:
        closing, when = closed.get(college.pk), moved.due(period, college.pk)
        how = calendar.standing(period, when, closing)
        lag = lags.get(college.pk, Lag(None, 0))
        found.append(Line(college, when, how, closing, waiting[college.pk], lag))
    return found


@dataclass(frozen=True)
class Past:
    """How one college stood to one period that has begun."""

    period: Period
    due: Due
    standing: Standing
    closing: Closing | None


def past_of(calendar: Calendar, college: int) -> list[Past]:
    """Return how a college stood to every period that has begun, the newest first."""
    rows = Closing.objects.filter(cohort=calendar.cohort, college_id=college).select_related("by")
    closed, moved = {each.label: each for each in rows}, moved_of(calendar.cohort)
    found = []
    for period in calendar.until_now():
        closing, when = closed.get(period.label), moved.due(period, college)
        found.append(Past(period, when, calendar.standing(period, when, closing), closing))
    return found


def tally(rows: Sequence[Line]) -> list[tuple[Standing, int]]:
    """Return how many colleges stand how, in the order of :class:`Standing`."""
    found = Counter(each.standing for each in rows)
    return [(each, found[each]) for each in Standing if found[each]]


def lags_of(cohort: Cohort, period: Period, colleges: Sequence[int]) -> dict[int, Lag]:
    """Return the days from agreeing to entering, of what each college entered in a period.

    Only where a day of agreement is told; nobody's entry before that day counts.
    """
    moves = Move.objects.filter(
        registration__cohort=cohort, registration__college_id__in=colleges, verb="enter",
        at__gte=clock.aware(period.start), at__lt=clock.aware(period.end),
    )  # fmt: skip
    days: dict[int, list[int]] = {}
    named = ("registration__college_id", "version__agreed_on", "at")
    for college, agreed_on, at in moves.filter(version__agreed_on__isnull=False).values_list(
        *named
    ):
        taken = (clock.local(at).date() - agreed_on).days
        if taken >= 0:
            days.setdefault(college, []).append(taken)
    return {key: Lag(statistics.median(each), len(each)) for key, each in days.items()}


def entered_in(calendar: Calendar, period: Period, college: int) -> int:
    """Return how many registrations of a college were entered in a period."""
    moves = Move.objects.filter(
        registration__cohort=calendar.cohort, registration__college_id=college, verb="enter",
        at__gte=clock.aware(period.start), at__lt=clock.aware(period.end),
    )  # fmt: skip
    return moves.values("registration").distinct().count()
