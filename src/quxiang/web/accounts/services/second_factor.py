"""The second factor: an authenticator or a code by SMS, and ten codes for the day it is lost."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256

import pyotp

from quxiang.web.accounts.models import OneTimeCode, RecoveryCode, SecondFactor, User
from quxiang.web.accounts.services import codes
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.config.home import kept_secret

KIND = SecondFactor.Kind
STEP, RECOVERY_CODES = 30, 10
FAILURES, LOCKED = 5, timedelta(minutes=15)


@trail.atomic()
def begin_totp(user: User) -> SecondFactor:
    """Draw a secret for an authenticator; it counts once a first code was right.

    The one that counts until then is replaced only at that moment.
    """
    codes.one_at_a_time(user)
    SecondFactor.objects.filter(user=user, kind=KIND.TOTP, confirmed_at__isnull=True).delete()
    secret = sealed.seal(pyotp.random_base32(), "totp")
    return SecondFactor.objects.create(
        user=user, kind=KIND.TOTP, secret_sealed=secret, created_at=clock.now()
    )


def address_of(factor: SecondFactor) -> str:
    """Return the ``otpauth:`` address an authenticator scans."""
    secret = sealed.unseal(factor.secret_sealed, "totp")
    return pyotp.TOTP(secret).provisioning_uri(name=factor.user.number, issuer_name="去向")


def key_of(factor: SecondFactor) -> str:
    """Return the secret as somebody can type it who has no camera: in fours."""
    secret = sealed.unseal(factor.secret_sealed, "totp")
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@trail.atomic()
def confirm_totp(factor: SecondFactor, code: str) -> list[str]:
    """Count an authenticator from now on; return recovery codes, shown this once."""
    codes.one_at_a_time(factor.user)
    if not _right(factor, code):
        raise InvalidError("验证码不对。请确认手机时间准确，再输入当前显示的六位数字。")
    former = SecondFactor.objects.filter(user=factor.user, kind=KIND.TOTP).exclude(pk=factor.pk)
    replaced = former.filter(confirmed_at__isnull=False).exists()
    former.delete()
    factor.confirmed_at = clock.now()
    factor.save(update_fields=["confirmed_at"])
    after = {"kind": factor.kind, "replaced": "yes" if replaced else "no"}
    trail.record("second_factor.add", factor.user, by=factor.user, after=after)
    return new_recovery_codes(factor.user)


def _right(factor: SecondFactor, code: str) -> bool:
    """Say whether a code is of this or a neighbouring step that was not used yet; use it up."""
    totp = pyotp.TOTP(sealed.unseal(factor.secret_sealed, "totp"))
    now = int(clock.real_now().timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        if step > factor.last_step and hmac.compare_digest(totp.at(step * STEP), code.strip()):
            used = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(
                last_step=step
            )
            factor.last_step = step
            return bool(used)
    return False


@trail.atomic()
def new_recovery_codes(user: User) -> list[str]:
    """Return ten fresh recovery codes; older ones are void."""
    RecoveryCode.objects.filter(user=user).delete()
    drawn = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, hash=_hash(user, each), created_at=clock.now()) for each in drawn
    )
    return drawn


def _hash(user: User, code: str) -> str:
    text = f"recovery|{user.pk}|{sealed.folded(code)}"
    return hmac.new(kept_secret("codes").encode(), text.encode(), sha256).hexdigest()


@trail.atomic()
def passed(user: User, code: str) -> bool:
    """Say whether a code is right by any of the user's ways; each is spent by it.

    After five wrong ones no code is taken for a quarter of an hour. Raises :class:`InvalidError`
    with the wait.
    """
    now, counted = clock.real_now(), ["second_failures", "second_locked_until"]
    codes.one_at_a_time(user)
    user.refresh_from_db(fields=counted)  # guesses made at the same time count as well
    if user.second_locked_until and now < user.second_locked_until:
        minutes = -(-(user.second_locked_until - now).seconds // 60)
        raise InvalidError(f"输错次数太多，请在 {minutes} 分钟后再试。")
    right = _by_any_way(user, code)
    user.second_failures = 0 if right else user.second_failures + 1
    user.second_locked_until = None
    if user.second_failures >= FAILURES:
        user.second_failures, user.second_locked_until = 0, now + LOCKED
    user.save(update_fields=counted)
    return right


def _by_any_way(user: User, code: str) -> bool:
    factor = SecondFactor.objects.filter(
        user=user, kind=KIND.TOTP, confirmed_at__isnull=False
    ).first()
    if factor is not None and _right(factor, code):
        return True
    if codes.spend(user, OneTimeCode.Purpose.SECOND, code):
        return True
    spent = RecoveryCode.objects.filter(user=user, hash=_hash(user, code), used_at__isnull=True)
    if spent.update(used_at=clock.now()):
        trail.record("second_factor.recovery", user, by=user)
        return True
    return False
