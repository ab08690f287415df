"""One-time codes: issued for a purpose, kept hashed, spent once, on real time.

An activation code has 80 bits and is useless without the last six of the identity number; codes
by SMS are six digits with five tries. Whoever issues one never sees it, save on a printed slip.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import F

from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.config.home import kept_secret
from quxiang.web.notifications.services import send

if TYPE_CHECKING:
    from datetime import datetime

PURPOSE = OneTimeCode.Purpose
#: Crockford's alphabet, without letters that are taken for digits: 16 letters are 80 bits
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ACTIVATION_DAYS, SMS_MINUTES, TRIES = 30, 5, 5
#: between two codes by SMS to one user, and how many a day
PAUSE, A_DAY = timedelta(seconds=60), 10
LIVES = {
    PURPOSE.ACTIVATION: timedelta(days=ACTIVATION_DAYS),
    PURPOSE.LOGIN: timedelta(minutes=SMS_MINUTES),
    PURPOSE.SECOND: timedelta(minutes=SMS_MINUTES),
    PURPOSE.PHONE: timedelta(minutes=SMS_MINUTES),
}


def hash_of(code: str, user_id: int, purpose: str) -> str:
    """Return the keyed hash a code is kept by; spaces, dashes and small letters are forgiven."""
    plain = sealed.folded(code).replace("O", "0").replace("I", "1").replace("L", "1")
    text = f"{purpose}|{user_id}|{plain}"
    return hmac.new(kept_secret("codes").encode(), text.encode(), sha256).hexdigest()


def new_activation_code() -> str:
    """Return 80 random bits as people can type them: ``K7Q2-9XN4-…``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def new_sms_code() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


@trail.atomic()
def issue(user: User, purpose: str, *, by: User | None) -> str:
    """Issue a code, the older one of the same purpose is void; return it for its channel."""
    one_at_a_time(user)
    now = clock.real_now()
    OneTimeCode.objects.filter(user=user, purpose=purpose, used_at__isnull=True).update(used_at=now)
    code = new_activation_code() if purpose == PURPOSE.ACTIVATION else new_sms_code()
    OneTimeCode.objects.create(
        user=user, purpose=purpose, hash=hash_of(code, user.pk, purpose), issued_by=by,
        issued_at=now, expires_at=now + LIVES[PURPOSE(purpose)],
    )  # fmt: skip
    trail.record("code.issue", user, by=by, after={"purpose": purpose})
    return code


@trail.atomic()
def send_code(user: User, purpose: str, *, by: User | None) -> None:
    """Send a code to the number the user verified. Refuses while the number cools, or too often.

    A graduate's first number comes with the roster; it counts as verified until staff change it.
    """
    if not user.phone_sealed:
        raise InvalidError("没有登记手机号，无法发送验证码。请到所在学院领取纸质激活码。")
    if user.phone_cools_until and clock.now() < user.phone_cools_until:
        until = clock.local(user.phone_cools_until)
        raise InvalidError(
            f"手机号刚被工作人员修改，{until:%Y-%m-%d %H:%M} 以前不向新号码发送验证码。"
        )
    one_at_a_time(user)
    _refuse_too_often(user, purpose, clock.real_now())
    code = issue(user, purpose, by=by)
    send(user, purpose, code=code, minutes=str(SMS_MINUTES), days=str(ACTIVATION_DAYS))


def one_at_a_time(user: User) -> None:
    """Let nobody else issue, send or try a code of this user until the transaction ends."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def _refuse_too_often(user: User, purpose: str, now: datetime) -> None:
    sent = OneTimeCode.objects.filter(user=user, purpose=purpose)
    if sent.filter(issued_at__gt=now - PAUSE).exists():
        raise InvalidError("验证码刚刚发过，请等一分钟再试。")
    if sent.filter(issued_at__gt=now - timedelta(days=1)).count() >= A_DAY:
        raise InvalidError("今天的验证码次数已用完，请明天再试，或到所在学院领取纸质激活码。")


@trail.atomic()
def spend(user: User, purpose: str, code: str) -> bool:
    """Say whether a code is the open one of this user, and spend it; five wrong tries void it."""
    one_at_a_time(user)
    now = clock.real_now()
    found = OneTimeCode.objects.filter(
        user=user, purpose=purpose, used_at__isnull=True, expires_at__gt=now, tries__lt=TRIES
    ).first()
    if found is None:
        return False
    if not hmac.compare_digest(found.hash, hash_of(code, user.pk, purpose)):
        OneTimeCode.objects.filter(pk=found.pk).update(tries=F("tries") + 1)
        return False
    OneTimeCode.objects.filter(pk=found.pk).update(used_at=now)
    return True
