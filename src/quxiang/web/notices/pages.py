"""Where notices stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.notices.access import may_see


def sees_notices(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    menu.Group.CHECKING,
    35,
    "约谈与整改",
    "notices:notices",
    "clipboard-list",
    shown_to=sees_notices,
)
