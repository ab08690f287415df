"""What staff may do about the accounts of others: send a code, close, open. Never more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.accounts.access import MANAGES_STAFF, SENDS_CODES, may_manage_staff, may_send_code
from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.accounts.services import codes
from quxiang.web.accounts.services.sessions import end_all
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require

if TYPE_CHECKING:
    from quxiang.web.roster.models import Graduate


@trail.atomic()
def send_activation(*, graduate: Graduate, by: User) -> None:
    """Have a code sent to the number the graduate verified; whoever asks never sees it."""
    require(may_send_code(by, graduate), SENDS_CODES)
    user = graduate.person.user
    if user is None:
        raise InvalidError("这名毕业生还没有账号（名册里没有学号）。")
    codes.send_code(user, OneTimeCode.Purpose.ACTIVATION, by=by)
    trail.record("account.send_code", user, by=by, subjects=[graduate.pk])


@trail.atomic()
def send_staff_activation(*, user: User, by: User) -> None:
    """Have a code sent to a member of staff's own number."""
    require(may_manage_staff(by), MANAGES_STAFF)
    codes.send_code(user, OneTimeCode.Purpose.ACTIVATION, by=by)
    trail.record("account.send_code", user, by=by)


@trail.atomic()
def close(*, user: User, by: User, reason: str) -> None:
    """Close a staff account; its sessions end. Refuses the own one, and one with a post."""
    require(may_manage_staff(by), MANAGES_STAFF)
    if user.pk == by.pk:
        raise InvalidError("不能停用自己的账号。")
    if user.appointments.filter(ended_at__isnull=True).exists():
        raise InvalidError(f"{user.name} 还有岗位，请先卸任或交接。")
    closed = User.objects.filter(pk=user.pk, closed_at__isnull=True).update(closed_at=clock.now())
    if not closed:
        raise StaleStateError
    end_all(user)
    trail.record("account.close", user, by=by, reason=reason)


@trail.atomic()
def reopen(*, user: User, by: User) -> None:
    """Open a closed staff account again."""
    require(may_manage_staff(by), MANAGES_STAFF)
    if not User.objects.filter(pk=user.pk, closed_at__isnull=False).update(closed_at=None):
        raise StaleStateError
    trail.record("account.reopen", user, by=by)
