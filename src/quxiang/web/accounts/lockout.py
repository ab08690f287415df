"""What somebody sees who typed too many wrong passwords: how long to wait."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse

from quxiang.web.common.errors import error_page


def locked_out(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
    """Say after how many minutes to try again."""
    wait = get_cool_off(request)
    minutes = max(1, round(wait.total_seconds() / 60)) if wait else 15
    sentence = (
        f"连续输错密码次数太多，这个账号已暂停登录。请在 {minutes} 分钟后再试；"
        "忘记密码的，可用手机验证码登录或请所在单位发送激活码。"
    )
    return error_page(request, 429, sentence)
