"""Log in by number and password; the school is found, never asked, where there is one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from quxiang.web.accounts.models import User
from quxiang.web.orgs.selectors import find_with_posts


def login_of(school_code: str, number: str) -> str:
    return f"{school_code}|{number.strip()}"


class NumberBackend(BaseBackend):
    """Checks a password against the user of a login; closed accounts do not get in."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None,
        password: str | None = None, **more: Any,
    ) -> User | None:  # fmt: skip
        if username is None or password is None:
            return None
        user = User.objects.filter(login=username).first()
        if user is None:
            User().set_password(password)  # takes as long as for a number there is
            return None
        return user if user.is_active and user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        user = find_with_posts(User.objects, user_id)
        return user if user is not None and user.is_active else None
