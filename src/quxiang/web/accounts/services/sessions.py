"""Where somebody is logged in: begun at log-in, shown to them, ended by them."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from quxiang.web.accounts.marks import marks_of
from quxiang.web.accounts.models import LoginSession, User
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.requests import current

#: sessions ended by one statement
AT_ONCE = 500
SEEN_EVERY = timedelta(minutes=5)


def begin(request: HttpRequest, user: User) -> tuple[str, ...]:
    """Note a new session under the key Django gave it; return the marks it begins with."""
    if not request.session.session_key:
        request.session.save()
    now, marks = clock.real_now(), marks_of(user, clock.now())
    LoginSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user, "device": device_of(request.META.get("HTTP_USER_AGENT", "")),
            "address": current().address, "started_at": now, "seen_at": now, "ended_at": None,
            "marks": list(marks),
        },
    )  # fmt: skip
    return marks


def device_of(agent: str) -> str:
    """Return a device as its owner would call it: 微信 · 安卓手机."""
    systems = {
        "iPhone": "苹果手机", "iPad": "苹果平板", "Android": "安卓手机", "HarmonyOS": "鸿蒙手机",
        "Windows": "Windows 电脑", "Macintosh": "苹果电脑", "Linux": "Linux 电脑",
    }  # fmt: skip
    browsers = {
        "MicroMessenger": "微信", "Edg/": "Edge", "Firefox/": "火狐", "Chrome/": "Chrome",
        "Safari/": "Safari",
    }  # fmt: skip
    system = next((name for mark, name in systems.items() if mark in agent), "未知设备")
    browser = next((name for mark, name in browsers.items() if mark in agent), "未知浏览器")
    return f"{browser} · {system}"


@trail.atomic()
def end(session: LoginSession, *, by: User) -> None:
    """End one of one's own sessions at once."""
    _store().delete(session.session_key)
    ended = LoginSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(
        ended_at=clock.real_now()
    )
    if ended:
        trail.record("session.end", session, by=by, school_id=by.school_id)


def end_all(user: User, *, besides: str = "") -> None:
    """End every session of a user, save one."""
    open_ones = LoginSession.objects.filter(user=user, ended_at__isnull=True)
    open_ones = open_ones.exclude(session_key=besides)
    store = _store()
    for key in open_ones.values_list("session_key", flat=True):
        store.delete(key)
    open_ones.update(ended_at=clock.real_now())


def end_of(users: QuerySet[User]) -> int:
    """End every session of many users at once; return how many were open."""
    open_ones = LoginSession.objects.filter(user__in=users, ended_at__isnull=True)
    found = dict(open_ones.values_list("pk", "session_key"))
    kept, keys = _store().get_model_class().objects, list(found.values())
    for at in range(0, len(keys), AT_ONCE):
        kept.filter(session_key__in=keys[at : at + AT_ONCE]).delete()
    now, rows = clock.real_now(), list(found)
    for at in range(0, len(rows), AT_ONCE):
        LoginSession.objects.filter(pk__in=rows[at : at + AT_ONCE]).update(ended_at=now)
    return len(rows)


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore()
