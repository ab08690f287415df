"""Where reference data stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.reference.access import may_keep_reference


def keeps_reference(request: HttpRequest) -> bool:
    return may_keep_reference(reader(request))


menu.register(
    Group.SYSTEM,
    20,
    "代码与参考值",
    "reference:reference",
    "clipboard-list",
    shown_to=keeps_reference,
)
