"""Change the number codes go to: by its owner, or by staff with three days to object."""

from __future__ import annotations

import re
from datetime import timedelta

from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.accounts.services import codes
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.notifications.services import send

COOLING = timedelta(hours=72)
FORM = re.compile(r"1[3-9][0-9]{9}")


def _formed(number: str) -> str:
    plain = sealed.folded(number).removeprefix("+86")
    if not FORM.fullmatch(plain):
        raise InvalidError("手机号要是 11 位数字，以 1 开头。")
    return plain


@trail.atomic()
def change_by_staff(*, user: User, number: str, by: User, reason: str) -> None:
    """Change somebody's number for them: the old one is told, the new one cools for 72 hours."""
    plain = _formed(number)
    before = user.phone_masked
    if user.phone_sealed:
        send(user, "phone_changed", phone=sealed.masked(plain), hours="72")
    now = clock.now()
    for name, value in sealed.columns("phone", plain).items():
        setattr(user, name, value)
    user.phone_verified_at = None
    user.phone_changed_by_staff_at, user.phone_cools_until = now, now + COOLING
    user.save(
        update_fields=[
            "phone_sealed", "phone_blind", "phone_masked", "phone_verified_at",
            "phone_changed_by_staff_at", "phone_cools_until",
        ]
    )  # fmt: skip
    trail.record(
        "phone.change_by_staff", user, by=by, reason=reason,
        before={"phone": before}, after={"phone": user.phone_masked},
    )  # fmt: skip


def verify(*, user: User, code: str) -> None:
    """Mark the number as the owner's: who reads its messages typed the code."""
    if not codes.spend(user, OneTimeCode.Purpose.PHONE, code):  # a wrong try must stay counted
        raise InvalidError("验证码不对或已过期，请重新获取。")
    _verified(user)


@trail.atomic()
def _verified(user: User) -> None:
    user.phone_verified_at = clock.now()
    user.save(update_fields=["phone_verified_at"])
    trail.record("phone.verify", user, by=user)
