"""Begin an account, or begin it anew: a code, the last six of the identity number, a password."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.accounts.services import archived
from quxiang.web.accounts.services.sessions import end_all
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError

WRONG = "工号（学号）、激活码或身份证号后六位不符，或激活码已过期。请核对，或请所在单位重新发送。"


def activate(*, user: User | None, code: str, identity_tail: str, password: str) -> User:
    """Set the first password of an account, or a new one. Says never which of the three is wrong.

    A wrong identity number spends a try of the code too, so that six digits cannot be guessed.
    """
    if user is None or not user.is_active:
        raise InvalidError(WRONG)
    _refuse_weak(password, user)
    right_tail = user.identity_tail_blind == sealed.blind(identity_tail, "identity_tail")
    given = code if right_tail and user.identity_tail_blind else ""
    with trail.atomic():
        right = archived.spend(user, OneTimeCode.Purpose.ACTIVATION, given)
        if right:
            _activated(user, password)
    if not right:  # said only now, so that the wrong try stays counted
        raise InvalidError(WRONG)
    return user


@trail.atomic()
def _activated(user: User, password: str) -> User:
    now = clock.now()
    user.set_password(password)
    if user.activated_at is not None:
        user.reset_at = now
    user.activated_at = user.activated_at or now
    user.save(update_fields=["password", "activated_at", "reset_at"])
    end_all(user)
    trail.record("account.activate", user, by=user)
    return user


@trail.atomic()
def begin_with_password(user: User, password: str) -> User:
    """Give the founder of an installation a password; everybody else is activated by code."""
    _refuse_weak(password, user)
    return _activated(user, password)


@trail.atomic()
def change_password(*, user: User, old: str, new: str) -> None:
    """Let somebody change the own password; every other session ends."""
    if not user.check_password(old):
        raise InvalidError("原密码不对，密码没有更改。")
    _refuse_weak(new, user)
    user.set_password(new)
    user.save(update_fields=["password"])
    end_all(user)
    trail.record("account.password", user, by=user)


def _refuse_weak(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidError(" ".join(error.messages)) from error
