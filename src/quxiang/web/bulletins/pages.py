"""Where bulletins stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.bulletins.access import may_see
from quxiang.web.common import menu


def sees_bulletins(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    menu.Group.SEASON, 30, "通报", "bulletins:bulletins", "file-text", shown_to=sees_bulletins
)
