"""Where self-checks stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.selfcheck.access import may_see


def sees_selfchecks(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    menu.Group.VERIFYING, 6, "自查", "selfcheck:selfchecks", "file-certificate",
    shown_to=sees_selfchecks,
)  # fmt: skip
