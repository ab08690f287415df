"""Where what was taken over stands in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.adoption.access import may_keep
from quxiang.web.common import menu
from quxiang.web.common.menu import Group


def keeps_adoptions(request: HttpRequest) -> bool:
    return may_keep(reader(request))


menu.register(
    Group.FILES, 20, "启用前的登记", "adoption:adoptions", "stack-2", shown_to=keeps_adoptions
)
