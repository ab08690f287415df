"""Who reads a page: the user of a request, by its true type."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from quxiang.web.accounts.models import User


def reader(request: HttpRequest) -> User:
    """Return who is logged in; only for pages that need a login, as all do by default."""
    return cast(User, request.user)
