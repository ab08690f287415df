"""What every template knows beside its own context."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from quxiang.web.common import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the moment it is and, for somebody logged in, the menu of their posts."""
    from quxiang.web.common.menu import menu_for  # noqa: PLC0415 - apps register into it

    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "now": clock.now(),
        "demo": settings.DEMO,
        "menu": menu_for(request) if known else (),
    }
