"""Who sits here proved it within the last minutes: asked for before a signature."""

from __future__ import annotations

import re
from datetime import timedelta

from django.contrib.auth import authenticate
from django.http import HttpRequest

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services import second_factor
from quxiang.web.audit import trail
from quxiang.web.common import clock

KEPT = "reauthenticated_at"
LASTS = timedelta(minutes=15)
#: a code of the second factor, or a recovery code; no password is made of digits alone
CODE = re.compile(r"[0-9]{6}|[0-9a-f]{6}-[0-9a-f]{6}")


def note(request: HttpRequest) -> None:
    """Note that a password or a code was given just now."""
    request.session[KEPT] = clock.real_now().timestamp()


def is_fresh(request: HttpRequest) -> bool:
    """Say whether a password or a code was given within the last quarter of an hour."""
    at = request.session.get(KEPT)
    return at is not None and 0 <= clock.real_now().timestamp() - at < LASTS.total_seconds()


def prove(request: HttpRequest, user: User, secret: str) -> bool:
    """Take a password or a code of the second factor; say whether it was right.

    Wrong ones count towards the same lock as at log-in.
    """
    code = "".join(secret.split())
    if CODE.fullmatch(code):
        right = second_factor.passed(user, code)
    else:
        right = authenticate(request, username=user.login, password=secret) is not None
    if right:
        note(request)
        with trail.atomic():
            trail.record("account.reauthenticate", user, by=user)
    return right
