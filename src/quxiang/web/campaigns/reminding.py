"""Remind staff of what waits for them: recorders, then reviewers, then the centre; never advisers.

Each person gets one message a day at most, and none where nothing waits (N4).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse

from quxiang.standards.periods import Period
from quxiang.web.accounts.models import User
from quxiang.web.approvals.models import RunStep
from quxiang.web.approvals.states import StepState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.destinations.models import Registration
from quxiang.web.jobs.registry import every, periodic
from quxiang.web.notifications.attachments import attach
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import active_appointments, colleges
from quxiang.web.roster.models import Cohort
from quxiang.web.season import due
from quxiang.web.season.models import Closing
from quxiang.web.season.progress import Calendar, Moved, calendar_of, moved_of
from quxiang.web.season.timing import Due, Standing

log = logging.getLogger(__name__)
#: reminders are written in the morning, and not any more in the evening
FROM_HOUR, UNTIL_HOUR = 9, 18
#: after a deadline the recorder is told, then the reviewers, then the centre
REVIEWERS_AFTER, CENTRE_AFTER = timedelta(days=1), timedelta(days=2)
#: before a deadline by the strict reading a recorder is told
BEFORE = timedelta(days=1)
#: periods back that are still asked for
MOST_LATE = timedelta(days=31)
#: the steps a college's reviewers sign; an adviser's step is nobody's here
_REVIEWS = (PostKind.COLLEGE_REVIEWER, PostKind.COLLEGE_EMPLOYMENT_HEAD)


@dataclass(frozen=True)
class Late:
    """One period a college has not closed, and since when it is overdue."""

    period: Period
    since: datetime


@dataclass(frozen=True)
class Waits:
    """What waits for one college at a moment."""

    college: Unit
    count: int
    late: Sequence[Late]
    #: when the next of the periods it has not closed must be, and whether that is near
    deadline: datetime | None
    near: bool

    def late_for(self, now: datetime, after: timedelta) -> int:
        return sum(now - each.since >= after for each in self.late)


def _list_of(message: Message) -> str:
    """Return where the college's list is drawn that a reminder leads to."""
    return message.link.replace("/?", "/due/?", 1)


attach("recorder_list", _list_of)


@periodic("campaigns.reminders", every(minutes=5))
def remind(now: datetime) -> None:
    """Write this morning's reminders, of every cohort; asked again it is the same messages."""
    local = clock.local(now)
    if not FROM_HOUR <= local.hour < UNTIL_HOUR:
        return
    for cohort in Cohort.objects.filter(archived_at__isnull=True).select_related("school"):
        if Registration.objects.filter(cohort=cohort).exists():
            with trail.atomic():
                remind_of(cohort, local)


def remind_of(cohort: Cohort, now: datetime) -> int:
    """Remind everybody of a cohort whom something waits for; return how many were written to."""
    calendar = calendar_of(cohort)
    waiting = list(_waiting(calendar, now))
    told = [*_recorders(calendar, waiting, now), *_reviewers(calendar, waiting, now)]
    return len([*told, *_centre(calendar, waiting, now)])


def _waiting(calendar: Calendar, now: datetime) -> Iterator[Waits]:
    """Give what waits for each college: who is due, which periods are late, what is next."""
    cohort = calendar.cohort
    listed = list(colleges(cohort.school_id))
    moved, counts = moved_of(cohort), due.counts(cohort, [e.pk for e in listed], calendar.standard)
    recent = [each for each in calendar.until_now() if now - each.end < MOST_LATE]
    closed: dict[int, set[str]] = {}
    rows = Closing.objects.filter(cohort=cohort, label__in=[each.label for each in recent])
    for key, label in rows.values_list("college_id", "label"):
        closed.setdefault(key, set()).add(label)
    for college in listed:
        done = closed.get(college.pk, set())
        open_now = [each for each in recent if each.label not in done]
        stands = {each: _stand(calendar, moved, each, college) for each in open_now}
        late = [Late(each, how[1].lenient) for each, how in stands.items() if how[0] in _OVER]
        coming = sorted(
            (when.lenient, when.strict, each.kind)
            for each, (how, when) in stands.items()
            if how in _COMING
        )
        deadline = coming[0][0] if coming else None
        near = bool(coming) and _is_near(coming[0][2], coming[0][1], now)
        yield Waits(college, counts[college.pk], late, deadline, near)


#: stands of a period that is over, and of one that still can be closed in time
_OVER, _COMING = (Standing.OVERDUE,), (Standing.OPEN, Standing.WARNED)


def _stand(
    calendar: Calendar, moved: Moved, period: Period, college: Unit
) -> tuple[Standing, Due]:  # fmt: skip
    when = moved.due(period, college.pk)
    return calendar.standing(period, when, None), when


def _is_near(kind: str, strict: datetime, now: datetime) -> bool:
    """Say whether recorders are told today: from the day before on, and every day of August."""
    return kind == "daily" or now >= strict - BEFORE


def _recorders(
    calendar: Calendar, waiting: Sequence[Waits], now: datetime
) -> Iterator[User]:  # fmt: skip
    told = [each for each in waiting if (each.count > 0 and each.near) or each.late]
    for user, theirs in _by_person(told, _holders(calendar, (PostKind.RECORDER,))):
        late = sum(len(each.late) for each in theirs)
        until = min((each.deadline for each in theirs if each.deadline), default=now)
        _send(
            user, "recorder_list", calendar, now, theirs, until=_said(until), late=_late(late),
            count=str(sum(each.count for each in theirs)),
        )  # fmt: skip
        yield user


def _reviewers(
    calendar: Calendar, waiting: Sequence[Waits], now: datetime
) -> Iterator[User]:  # fmt: skip
    """Tell a college's reviewers what waits for their signature, and of what is late for a day."""
    signs = _signatures(calendar)
    overdue = {each.college.pk: each.late_for(now, REVIEWERS_AFTER) for each in waiting}
    told = [
        each for each in waiting
        if (signs[each.college.pk] > 0 and each.near) or overdue[each.college.pk]
    ]  # fmt: skip
    for user, theirs in _by_person(told, _holders(calendar, _REVIEWS)):
        _send(
            user, "reviewer_digest", calendar, now, theirs,
            count=str(sum(signs[each.college.pk] for each in theirs)),
            late=_late(sum(overdue[each.college.pk] for each in theirs)),
        )  # fmt: skip
        yield user


def _by_person(
    told: Sequence[Waits], held: dict[int | None, list[User]]
) -> Iterator[tuple[User, list[Waits]]]:
    """Give each person once, with every college something waits for there."""
    found: dict[User, list[Waits]] = {}
    for each in told:
        for user in held.get(each.college.pk, ()):
            found.setdefault(user, []).append(each)
    yield from found.items()


def _late(periods: int) -> str:
    return f"，{periods} 期逾期未核对" if periods else ""


def _said(moment: datetime) -> str:
    """Return a deadline as the office says it: midnight is 24:00 of the day before."""
    if (moment.hour, moment.minute) == (0, 0):
        return f"{moment - timedelta(days=1):%-m月%-d日} 24:00"
    return f"{moment:%-m月%-d日 %H:%M}"


def _signatures(calendar: Calendar) -> Counter[int]:
    rows = RunStep.objects.filter(
        school_id=calendar.cohort.school_id, state=StepState.OPEN, post_kind__in=_REVIEWS,
        run__cohort=calendar.cohort,
    )  # fmt: skip
    counted = rows.order_by().values_list("college_id").annotate(count=Count("pk"))
    return Counter(dict(counted))


def _centre(
    calendar: Calendar, waiting: Sequence[Waits], now: datetime
) -> Iterator[User]:  # fmt: skip
    late = [each.college.name for each in waiting if each.late_for(now, CENTRE_AFTER)]
    if not late:
        return
    named = "、".join(late[:5]) + ("等" if len(late) > 5 else "")
    for user in _holders(calendar, (PostKind.CENTRE_OFFICER,)).get(None, ()):
        _send(user, "colleges_late", calendar, now, (), count=str(len(late)), colleges=named)
        yield user


def _holders(calendar: Calendar, kinds: Sequence[str]) -> dict[int | None, list[User]]:
    """Return who holds these posts, each once a unit."""
    held = active_appointments(clock.now()).filter(
        school_id=calendar.cohort.school_id, kind__in=kinds
    )
    found: dict[int | None, list[User]] = {}
    for each in held.select_related("user__school"):
        users = found.setdefault(each.unit_id, [])
        if each.user not in users:
            users.append(each.user)
    return found


def _send(
    user: User, template: str, calendar: Calendar, now: datetime, theirs: Sequence[Waits],
    **values: str,
) -> None:  # fmt: skip
    """Write one reminder; the day and the person are its key, so that there is one a day.

    Of several colleges it names all and leads to the first.
    """
    where = reverse("season:progress")
    if theirs:
        where = reverse("season:college", args=[theirs[0].college.pk])
        values["college"] = "、".join(each.college.name for each in theirs)
    key = f"remind-{calendar.cohort.pk}-{user.pk}-{now:%Y%m%d}"
    send(user, template, key=key, link=f"{where}?cohort={calendar.cohort.year}", **values)
