"""Where a graduate finds the own papers in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group


def is_graduate(request: HttpRequest) -> bool:
    return reader(request).is_graduate


menu.register(Group.FIRST, 20, "我的材料", "evidence:mine", "clipboard-list", shown_to=is_graduate)
