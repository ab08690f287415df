"""Remind a college's heads of what is to be answered, and tell the centre what is overdue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.jobs.registry import every, periodic
from quxiang.web.notices.access import HEADS
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notices.services.telling import holders
from quxiang.web.notices.states import NoticeState
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind

#: reminders are written in the morning, and not any more in the evening
FROM_HOUR, UNTIL_HOUR = 9, 18
#: so many days before the day an answer is due, and so many after
BEFORE, AFTER = (3, 1, 0), (1, 3, 7, 14)


@periodic("notices.reminders", every(minutes=5))
def remind(now: datetime) -> None:
    """Write this morning's reminders; asked again it is the same messages."""
    local = clock.local(now)
    if not FROM_HOUR <= local.hour < UNTIL_HOUR:
        return
    waiting = CollegeNotice.objects.filter(
        state=NoticeState.ISSUED, cohort__archived_at__isnull=True
    ).select_related("college", "cohort")  # fmt: skip
    with trail.atomic():
        remind_of(waiting, local.date())


def remind_of(waiting: Iterable[CollegeNotice], today: date) -> int:
    """Tell the heads of every college whose answer is near or late; return how many messages."""
    late: dict[int, list[CollegeNotice]] = {}
    told = 0
    for each in waiting:
        days = (each.reply_by - today).days
        if -days in AFTER:
            late.setdefault(each.school_id, []).append(each)
        if days in BEFORE or -days in AFTER:
            told += _heads(each, today, days)
    return told + sum(_centre(school, rows, today) for school, rows in late.items())


def _heads(notice: CollegeNotice, today: date, days: int) -> int:
    when = f"已逾期 {-days} 天" if days < 0 else f"应在 {notice.reply_by:%-m月%-d日}前答复"
    users = holders(notice.school_id, HEADS, notice.college)
    for user in users:
        send(
            user, "notice_due", key=f"notice-due-{notice.pk}-{user.pk}-{today:%Y%m%d}",
            link=reverse("notices:one", args=[notice.pk]), title=notice.title, when=when,
        )  # fmt: skip
    return len(users)


def _centre(school_id: int, rows: list[CollegeNotice], today: date) -> int:
    colleges = list(dict.fromkeys(each.college.name for each in rows))
    named = "、".join(colleges[:5]) + ("等" if len(colleges) > 5 else "")
    users = holders(school_id, (PostKind.CENTRE_OFFICER,))
    for user in users:
        send(
            user, "notices_late", key=f"notices-late-{school_id}-{user.pk}-{today:%Y%m%d}",
            link=f"{reverse('notices:notices')}?late=1", count=str(len(rows)), colleges=named,
        )  # fmt: skip
    return len(users)
