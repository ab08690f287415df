"""Tell a college's heads what became of a notice, and the centre that one was answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from quxiang.web.accounts.models import User
from quxiang.web.common import clock
from quxiang.web.notices.access import HEADS
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import active_appointments


def holders(school_id: int, kinds: Sequence[str], college: Unit | None = None) -> list[User]:
    """Return who holds such a post now, each once."""
    held = active_appointments(clock.now()).filter(school_id=school_id, kind__in=kinds)
    if college is not None:
        held = held.filter(unit=college)
    return list({each.user_id: each.user for each in held.select_related("user__school")}.values())


def tell_heads(notice: CollegeNotice, state: str, what: str) -> None:
    for user in holders(notice.school_id, HEADS, notice.college):
        _tell(notice, user, state, what)


def tell_answered(notice: CollegeNotice) -> None:
    for user in holders(notice.school_id, (PostKind.CENTRE_OFFICER,)):
        _tell(notice, user, "已由学院答复", "请审阅")


def _tell(notice: CollegeNotice, user: User, state: str, what: str) -> None:
    send(
        user, "notice", key=f"notice-{notice.pk}-{notice.revision}-{user.pk}",
        link=reverse("notices:one", args=[notice.pk]), title=notice.title, state=state, what=what,
    )  # fmt: skip
