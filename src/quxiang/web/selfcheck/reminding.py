"""Remind colleges of the report before it is due and after: who waits for nothing is not told."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.accounts.models import User
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.destinations.models import Registration
from quxiang.web.jobs.registry import every, periodic
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind as K
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import active_appointments, colleges
from quxiang.web.roster.models import Cohort
from quxiang.web.selfcheck.selectors import HANDED_IN, Row, due_of, rows_for

#: reminders are written in the morning, and not any more in the evening
FROM_HOUR, UNTIL_HOUR = 9, 18
#: so many days before the day it is due, and so many after
BEFORE, AFTER = (14, 7, 3, 1, 0), (1, 3, 7, 14, 21)
_HEADS = (K.COLLEGE_REVIEWER, K.COLLEGE_EMPLOYMENT_HEAD, K.COLLEGE_HEAD)
_AUGUST = 8


@periodic("selfcheck.reminders", every(minutes=5))
def remind(now: datetime) -> None:
    """Write this morning's reminders; asked again it is the same messages."""
    local = clock.local(now)
    if not FROM_HOUR <= local.hour < UNTIL_HOUR:
        return
    for cohort in Cohort.objects.filter(archived_at__isnull=True).select_related("school"):
        if _is_told_today(cohort, local) and Registration.objects.filter(cohort=cohort).exists():
            with trail.atomic():
                remind_of(cohort, local)


def _is_told_today(cohort: Cohort, now: datetime) -> bool:
    days = (due_of(cohort).day - now.date()).days
    return days in BEFORE or -days in AFTER


def remind_of(cohort: Cohort, now: datetime) -> int:
    """Tell every college whose report is not with the centre; return how many were written to."""
    due, told = due_of(cohort), 0
    when = "已过期限" if due.overdue(now) else f"应在 {due.words} 报送"
    # from August on a recorder gets one message a day at most, which is of the season's work
    kinds = _HEADS if now.month >= _AUGUST else (K.RECORDER, *_HEADS)
    for row in rows_for(list(colleges(cohort.school_id)), cohort, now):
        if row.counts.all and (row.paper is None or row.paper.state not in HANDED_IN):
            for user in _holders(row.college, kinds):
                _tell(user, cohort, row, when, now)
                told += 1
    return told


def _holders(college: Unit, kinds: tuple[str, ...]) -> list[User]:
    held = active_appointments(clock.now()).filter(unit=college, kind__in=kinds)
    return list({each.user_id: each.user for each in held.select_related("user__school")}.values())


def _tell(user: User, cohort: Cohort, row: Row, when: str, now: datetime) -> None:
    lacking = f"，还有 {row.counts.lacking} 条记录没有结论" if row.counts.lacking else ""
    key = f"selfcheck-{cohort.pk}-{row.college.pk}-{user.pk}-{now:%Y%m%d}"
    send(
        user, "selfcheck_due", key=key, college=row.college.name, year=str(cohort.year), when=when,
        state=f"{row.word}{lacking}", link=f"/selfcheck/{row.college.pk}/?cohort={cohort.year}",
    )  # fmt: skip
