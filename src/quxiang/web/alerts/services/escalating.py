"""Tell those above when nobody answers: first the college's heads, then the centre."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q

from quxiang.web.accounts.models import User
from quxiang.web.alerts.models import Case, CaseEvent
from quxiang.web.alerts.states import CaseState, Desk
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import among, insert_columns
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import active_appointments
from quxiang.web.reference.workdays import before_working_days

#: how far an overdue case has been taken
HEADS, CENTRE = 1, 2
#: working days a college's heads have before the centre is told
PATIENCE = 3
_TEXTS = {HEADS: "逾期，已提醒学院负责人。", CENTRE: "逾期，已提请就业创业指导中心。"}


def escalate(school_id: int, now: datetime) -> int:
    """Take every overdue case of a school one step up; return how many went.

    A case waits for the registry's keepers or the centre itself: there is no head between.
    """
    today = clock.local(now).date()
    with trail.atomic():  # the centre first: nobody is passed over in one go
        return sum(_step(school_id, now, today, level) for level in (CENTRE, HEADS))


def _step(school_id: int, now: datetime, today: date, level: int) -> int:
    cases = _overdue(school_id, today, level)
    if not cases:
        return 0
    keys = [each.pk for each in cases]
    Case.objects.filter(among(Case, "id", keys)).update(escalated=level)
    rows = [(school_id, key, CaseEvent.Kind.OVERDUE.value, _TEXTS[level], now) for key in keys]
    insert_columns(CaseEvent, ("school_id", "case_id", "kind", "text", "at"), rows)
    for user, count in _told(school_id, now, cases, level):
        key = f"overdue-{level}-{user.pk}-{today}"
        send(user, "cases_overdue", key=key, count=str(count))
    after = {"level": level, "count": len(keys), "ids": keys}
    trail.record("case.escalate", by=None, school_id=school_id, after=after)
    return len(keys)


def _overdue(school_id: int, today: date, level: int) -> list[Case]:
    """Lock what is overdue and was not taken so far yet."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).filter(
        school_id=school_id, closed_at__isnull=True, state=CaseState.OPEN, muted_by="",
        cohort__archived_at__isnull=True,
    )  # fmt: skip
    college = Q(desk=Desk.COLLEGE)
    if level == HEADS:
        rows = rows.filter(college, escalated=0, due_on__lt=today)
    else:
        long_ago = before_working_days(school_id, today, PATIENCE)
        late = college & Q(escalated=HEADS, due_on__lt=long_ago)
        rows = rows.filter(late | ~college & Q(escalated=0, due_on__lt=today))
    return list(rows.only("pk", "college_id", "desk").order_by("pk"))


def _told(
    school_id: int, now: datetime, cases: Sequence[Case], level: int
) -> Iterable[tuple[User, int]]:
    """Give whom to tell and of how many: each head of the own college's, the centre of all."""
    counts = Counter(each.college_id for each in cases)
    held = active_appointments(now).filter(school_id=school_id).select_related("user__school")
    if level == CENTRE:
        kinds = {each.user: len(cases) for each in held.filter(kind=PostKind.CENTRE_OFFICER)}
        return list(kinds.items())
    heads = held.filter(kind=PostKind.COLLEGE_HEAD, unit_id__in=filter(None, counts))
    return list({each.user: counts[each.unit_id] for each in heads}.items())
