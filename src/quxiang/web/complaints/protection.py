"""What keeps machines out of a form that needs no login, without asking anybody else.

A question in words, sealed into the form with the moment it was shown; a field people do not see;
a number of forms an hour from an address, counted by a hash that changes every day.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from quxiang.problems import Problem
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.complaints.models import Knock
from quxiang.web.config.home import kept_secret

PURPOSE = "complaint form"
DIGITS = "零一二三四五六七八九"
#: nobody reads and writes a complaint in less
QUICKEST = timedelta(seconds=3)
LONGEST = timedelta(hours=12)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
#: a dormitory shares one address
LIMITS = {"send": 20, "follow": 120}


@dataclass(frozen=True)
class Shown:
    """A form as it was shown: its nonce, when, and what its question comes to."""

    nonce: str
    at: datetime
    answer: int


def drawn() -> tuple[str, str]:
    """Return a fresh question and the seal that goes with it."""
    first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    data = {
        "nonce": secrets.token_hex(16), "at": clock.real_now().timestamp(), "is": first + second,
    }  # fmt: skip
    return f"{DIGITS[first]}加{DIGITS[second]}等于几？", sealed.seal(json.dumps(data), PURPOSE)


def opened(seal: str) -> Shown | None:
    try:
        data = json.loads(sealed.unseal(seal, PURPOSE))
        at = datetime.fromtimestamp(data["at"], tz=clock.real_now().tzinfo)
        return Shown(data["nonce"], at, data["is"])
    except (sealed.SealBrokenError, ValueError, KeyError):
        return None


def person_of(seal: str, answer: str, lure: str) -> Shown:
    """Return the form a person sent; raises :class:`InvalidError` where it cannot be one."""
    shown = opened(seal)
    age = clock.real_now() - shown.at if shown else timedelta(0)
    if shown is None or age > LONGEST:
        raise InvalidError(Problem("form.old", "这张表打开得太久了，没有提交。", "请再提交一次。"))
    if age < QUICKEST or lure:
        raise InvalidError(
            Problem("form.machine", "没有提交：看起来不是人工填写的。", "请稍等几秒再提交一次。")
        )
    if unicodedata.normalize("NFKC", answer).strip() not in _written(shown.answer):
        message = "算式的答案不对，没有提交。"
        raise InvalidError(Problem("form.answer", message, "请看新的算式，填数字后再提交。"))
    return shown


def _written(number: int) -> tuple[str, str]:
    words = DIGITS[number % 10] if number % 10 else ""
    return str(number), ("十" + words) if number >= 10 else DIGITS[number]


def knock(purpose: str, address: str) -> None:
    """Count a form from an address; raises :class:`InvalidError` where there were too many."""
    now = clock.real_now()
    mark = _mark(address, now)
    recent = Knock.objects.filter(purpose=purpose, address_hash=mark, at__gt=now - HOUR)
    if recent.count() >= LIMITS[purpose]:
        message = "这个网络一小时内提交得太多，这一次没有收下。"
        remedy = "请一小时后再试；着急的，可以直接到就业创业指导中心或学校纪检部门反映。"
        raise InvalidError(Problem("form.often", message, remedy))
    Knock.objects.create(purpose=purpose, address_hash=mark, at=now)


def _mark(address: str, now: datetime) -> str:
    key = f"{kept_secret('receipts')}|{clock.local(now):%Y-%m-%d}"
    return sealed.blind(f"{key}|{address}", "knock")


def forget_knocks() -> None:
    Knock.objects.filter(at__lt=clock.real_now() - DAY).delete()
