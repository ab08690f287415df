"""Where the sheets stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.worksheets.access import may_see


def sees_sheets(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    menu.Group.VERIFYING, 4, "逐一核查", "worksheets:work", "list-check", shown_to=sees_sheets
)
