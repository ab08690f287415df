"""Error pages in the look of all others: what happened, what is kept, what to do."""

from __future__ import annotations

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

log = logging.getLogger(__name__)

TITLES = {
    400: "请求看不懂", 403: "没有这个权限", 404: "没有这个页面", 405: "不能这样打开",
    409: "已被他人处理", 413: "文件太大", 422: "内容需要更正", 429: "请稍后再试", 500: "程序出错了",
    503: "系统正忙",
}  # fmt: skip
SENTENCES = {
    400: "浏览器发来的内容不完整或已过期。请返回上一页重新操作。",
    403: "您没有办理这件事的岗位。如确需办理，请联系就业创业指导中心。",
    404: "这个地址不存在，或不在您能看到的范围内。",
    405: "这个地址只能由页面上的按钮提交，不能直接打开或刷新。没有改动任何数据。",
    409: "刚才有人先一步处理了这条记录，您的操作没有执行。请刷新后再看。",
    413: "上传的文件超过了大小限制，没有保存。请压缩或拆分后再传。",
    422: "提交的内容有误，没有保存。请返回更正。",
    429: "操作太频繁，已暂停片刻。请稍后再试。",
    500: "问题已经记录，已保存的数据没有受影响。请稍后再试；若仍出错，请把下面的编号告诉管理员。",
    503: "正有大量数据在写入，等了一会儿还没有轮到，这一次没有保存。请过一分钟再试。",
}


#: what SQLite and PostgreSQL say when a lock was waited for in vain
WAITED = ("database is locked", "database table is locked", "lock timeout", "deadlock detected")
#: where going back in the browser brings back what was typed
TYPED = (400, 413, 422, 429, 503)


def error_page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """Say what happened, what is kept, what to do; lead back to where the reader came from."""
    context = {
        "status": status,
        "title": TITLES[status],
        "sentence": sentence or SENTENCES[status],
        "request_id": getattr(request, "request_id", ""),
        "back": _came_from(request),
        "typed": status in TYPED and request.method == "POST",
    }
    return render(request, "error.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    """Return the page of this site the reader was on, if it is another one."""
    came = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(came, {request.get_host()})
    here = request.method != "POST" and came == request.build_absolute_uri()
    return came if safe and not here else ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault; without menu and name where even those cannot be read.

    Whoever waited for the database in vain is told that it is busy, and to try again.
    """
    status = 503 if is_busy(sys.exc_info()[1]) else 500
    try:
        return error_page(request, status)
    except Exception:
        log.exception("the error page of %s failed", getattr(request, "request_id", ""))
    context = {
        "status": status, "title": TITLES[status], "sentence": SENTENCES[status],
        "request_id": getattr(request, "request_id", ""),
    }  # fmt: skip
    return HttpResponse(render_to_string("error.html", context), status=status)


def is_busy(error: BaseException | None) -> bool:
    """Say whether the database let somebody wait too long, or chose them in a deadlock."""
    said = str(error)
    return isinstance(error, OperationalError) and any(each in said for each in WAITED)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request, 403, "这个页面停留太久，或在别处重新登录过，提交没有执行。请返回后刷新再提交。"
    )
