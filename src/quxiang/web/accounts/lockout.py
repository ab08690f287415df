"""What somebody is told who types wrong passwords: how many tries are left, how long to wait.

Wrong passwords are counted by number, whether there is such an account or not, so that nothing
said here tells which numbers have one.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from quxiang.web.common import clock
from quxiang.web.common.errors import error_page

#: wrong passwords after which it is said how many tries are left
SAID_FROM = 3


def tries_left(request: HttpRequest) -> str:
    """Return what to add to a refusal; nothing before the third wrong password in a row."""
    failures = getattr(request, "axes_failures_since_start", 0)
    left = settings.AXES_FAILURE_LIMIT - failures
    if failures < SAID_FROM or left <= 0:
        return ""
    return f"还可以再试 {left} 次，之后暂停 {_minutes(_cool_off(request))} 分钟。"


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Say after how many minutes to try again, and what can be done meanwhile."""
    sentence = (
        f"这个工号（学号）连续输错密码 {settings.AXES_FAILURE_LIMIT} 次，已暂停用密码登录。"
        f"请在 {_minutes(_wait(request, credentials))} 分钟后再试。"
        "急用的：毕业生可在登录页改用手机验证码登录；忘记密码的，可用激活码重新设置密码，"
        "激活码毕业生向所在学院索取，教职工向就业创业指导中心索取。"
    )
    return error_page(request, 429, sentence)


def _cool_off(request: HttpRequest) -> timedelta:
    return get_cool_off(request) or timedelta()


def _minutes(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds() / 60))


def _wait(request: HttpRequest, credentials: Any) -> timedelta:
    """Return the time until so many wrong passwords are too old to count that one may try again."""
    number = get_client_username(request, credentials)
    counted = AccessAttempt.objects.filter(
        username=number, attempt_time__gte=get_cool_off_threshold(request)
    )
    wrong = list(
        counted.order_by("attempt_time").values_list("attempt_time", "failures_since_start")
    )
    freed = _freed_by(wrong)
    return _cool_off(request) + (freed - clock.real_now() if freed else timedelta())


def _freed_by(wrong: list[tuple[datetime, int]]) -> datetime | None:
    """Return when the wrong password was typed whose end of counting lets somebody in again."""
    left = sum(failures for _, failures in wrong)
    for at, failures in wrong:
        left -= failures
        if left < settings.AXES_FAILURE_LIMIT:
            return at
    return None
