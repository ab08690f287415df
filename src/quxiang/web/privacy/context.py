"""What every page says of the notice until its reader acknowledged it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from quxiang.web.accounts.readers import reader
from quxiang.web.privacy.selectors import notice_due


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the notice somebody logged in has yet to read; asked for only by whole pages."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"notice_due": None}
    return {"notice_due": SimpleLazyObject(lambda: notice_due(reader(request)))}
