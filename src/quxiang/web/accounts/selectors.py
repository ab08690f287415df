"""Reads of accounts: whom one stands for, what of a graduate's log-ins is marked."""

from __future__ import annotations

from collections.abc import Sequence

from quxiang.web.accounts.marks import marks_of, said
from quxiang.web.accounts.models import LoginSession, User
from quxiang.web.common import clock
from quxiang.web.roster.models import Graduate

_SHOWN = 5


def present_marks(user: User | None) -> list[str]:
    """Return in words what marks whatever the holder of an account does now."""
    return [] if user is None else said(marks_of(user, clock.now()))


def own_ids(user: User) -> list[int]:
    """Return the graduates an account stands for, one a cohort."""
    return list(Graduate.objects.filter(person__user=user).values_list("pk", flat=True))


def marked_logins(user: User | None) -> Sequence[tuple[LoginSession, str]]:
    """Return the newest log-ins that were marked when they began, each with why."""
    if user is None or not (user.phone_changed_by_staff_at or user.reset_at):
        return []
    marked = LoginSession.objects.filter(user=user).exclude(marks=[]).order_by("-started_at")
    return [(each, "，".join(said(tuple(each.marks)))) for each in marked[:_SHOWN]]
