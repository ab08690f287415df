"""Marks: what makes a log-in, and later a confirmation, one that somebody must call about.

They run on the clock of the installation, like the cooling of a number, so a season can be played.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from quxiang.web.accounts.models import User

#: N3.4: so long after either, what somebody does is marked
WINDOW = timedelta(days=7)
WORDS: Mapping[str, str] = {
    "phone_changed": "手机号 7 天内由工作人员更改",
    "reset": "账号 7 天内重新激活",
}


def marks_of(user: User, at: datetime) -> tuple[str, ...]:
    """Return the marks of what ``user`` does at a moment: the number or the password is new."""
    since = {"phone_changed": user.phone_changed_by_staff_at, "reset": user.reset_at}
    return tuple(
        name for name, then in since.items() if then is not None and then <= at < then + WINDOW
    )


def said(marks: tuple[str, ...]) -> list[str]:
    """Return marks as a person reads them."""
    return [WORDS[each] for each in marks]
