"""Which colleges have closed the period, and how many were closed on time so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quxiang.standards.periods import Period
from quxiang.web.orgs.models import Unit
from quxiang.web.season.models import Closing
from quxiang.web.season.progress import Calendar, Moved, moved_of
from quxiang.web.season.timing import Standing, due_of

_CLOSED = (Standing.ON_TIME, Standing.LATE)
_DUE = (*_CLOSED, Standing.OVERDUE)


@dataclass(frozen=True)
class Closed:
    """How colleges stand to the period shown; ``on_time`` of ``due`` closings so far."""

    period: Period
    standings: Sequence[tuple[Unit, Standing]]
    on_time: int
    due: int

    @property
    def closed(self) -> list[Unit]:
        return [unit for unit, how in self.standings if how in _CLOSED]

    @property
    def waiting(self) -> list[Unit]:
        """Return who has not closed what has begun and was to be closed here."""
        idle = (*_CLOSED, Standing.BEFORE, Standing.AHEAD)
        return [unit for unit, how in self.standings if how not in idle]

    @property
    def overdue(self) -> list[Unit]:
        return [unit for unit, how in self.standings if how is Standing.OVERDUE]

    @property
    def tally(self) -> list[tuple[Standing, int]]:
        found = Counter(how for _, how in self.standings)
        return [(each, found[each]) for each in Standing if found[each]]


def closed_of(calendar: Calendar, colleges: Sequence[Unit]) -> Closed:
    """Return how these colleges stand now and stood to every period that has begun."""
    rows = Closing.objects.filter(cohort=calendar.cohort, college__in=[u.pk for u in colleges])
    closings = {(each.college_id, each.label): each for each in rows}
    moved, found = moved_of(calendar.cohort), Counter[Standing]()
    for period in calendar.until_now():
        found.update(_standings(calendar, moved, period, colleges, closings))
    shown = calendar.shown
    now = list(zip(colleges, _standings(calendar, moved, shown, colleges, closings), strict=True))
    due = sum(found[each] for each in _DUE)
    return Closed(shown, now, found[Standing.ON_TIME], due)


def _standings(
    calendar: Calendar, moved: Moved, period: Period, colleges: Sequence[Unit],
    closings: Mapping[tuple[int, str], Closing],
) -> list[Standing]:  # fmt: skip
    """Return how colleges stand to a period; who has no more time and closed nothing alike."""
    plain = due_of(period, None, moved.outages)
    unclosed = calendar.standing(period, plain, None)
    found = []
    for unit in colleges:
        key = (unit.pk, period.label)
        if key not in closings and key not in moved.extended:
            found.append(unclosed)
        else:
            due = moved.due(period, unit.pk)
            found.append(calendar.standing(period, due, closings.get(key)))
    return found
