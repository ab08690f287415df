"""What the worker drafts by itself, once a period is frozen: weekly, and every second week."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from quxiang.standards.periods import Period
from quxiang.web.bulletins.models import Bulletin, Kind, Scope
from quxiang.web.bulletins.services.drafting import draft
from quxiang.web.bulletins.wording import heading_of
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import every, periodic, task
from quxiang.web.jobs.services import enqueue
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges
from quxiang.web.season.models import Snapshot
from quxiang.web.season.progress import Calendar, calendar_of

log = logging.getLogger(__name__)
TASK = "bulletins.draft"
#: a period that was frozen longer ago gets no bulletin by itself any more
PATIENCE = timedelta(days=3)
_WEDNESDAY = 2
_NOBODY = object()


@periodic("bulletins.due", every(minutes=5))
def draft_what_is_due(now: datetime) -> None:
    """Ask for the bulletins of every period that was frozen lately and has them not yet."""
    rows = Snapshot.objects.filter(moment__gt=now - PATIENCE, cohort__archived_at__isnull=True)
    for row in rows.exclude(period="").select_related("cohort__school").order_by("number"):
        for kind in due_kinds(row, calendar_of(row.cohort)):
            if next(missing(row, kind), _NOBODY) is not _NOBODY:
                enqueue(
                    TASK, key=f"bulletin-{row.pk}-{kind}", school_id=row.school_id,
                    snapshot=row.pk, which=kind,
                )  # fmt: skip


def due_kinds(row: Snapshot, calendar: Calendar) -> list[str]:
    """Return which bulletins the end of a period brings: a week's, and a second week's as well.

    Weeks end with Wednesday, in August too, where a day's period ends at 17:00. Months bring none.
    """
    period, first = calendar.find(row.period), _first_week(calendar)
    if period is None or first is None or period.kind not in ("weekly", "daily"):
        return []
    day = _last_day(period)
    if day.weekday() != _WEDNESDAY:
        return []
    week = (day - _last_day(first)).days // 7 + 1
    return [Kind.WEEKLY, Kind.FORTNIGHTLY] if week % 2 == 0 else [Kind.WEEKLY]


def _first_week(calendar: Calendar) -> Period | None:
    return next((each for each in calendar.periods if each.kind == "weekly"), None)


def _last_day(period: Period) -> Any:
    return (period.end - timedelta(seconds=1)).date()


def missing(row: Snapshot, kind: str) -> Iterator[Unit | None]:
    """Give for whom a bulletin of a kind is not drafted yet, as the school has set it."""
    heading = heading_of(row.cohort.school)
    scope = heading.weekly if kind == Kind.WEEKLY else heading.fortnightly
    if scope == Scope.NONE:
        return
    there = set(
        Bulletin.objects.filter(snapshot=row, kind=kind).values_list("college_id", flat=True)
    )
    if None not in there:
        yield None
    if scope == Scope.ALL:
        yield from (each for each in colleges(row.school_id) if each.pk not in there)


@task(TASK, "起草通报")
def draft_all(progress: Progress, snapshot: int, which: str) -> dict[str, Any]:
    """Draft one kind of a snapshot for everybody who has none, however often it is asked."""
    row = Snapshot.objects.select_related("cohort__school").get(pk=snapshot)
    wanted = list(missing(row, which))
    progress.start(len(wanted))
    made, refused = 0, ""
    for at, college in enumerate(wanted, 1):
        try:
            draft(snapshot=row, kind=which, college=college)
            made += 1
        except StaleStateError:
            pass  # somebody else drafted it meanwhile
        except InvalidError as error:
            log.warning("no bulletin of %s for %s: %s", row, college or "the school", error)
            refused = str(error)
        progress.at(at)
    return {"message": f"起草了 {made} 份{Kind(which).label}。{refused}"}
