"""Where the notice stands in the menu, last, for everybody; and retention, for the centre."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.privacy.access import may_set_retention


def everybody(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def sets_retention(request: HttpRequest) -> bool:
    return may_set_retention(reader(request))


menu.register(Group.SYSTEM, 50, "个人信息", "privacy:notice", "shield-lock", shown_to=everybody)
menu.register(Group.SYSTEM, 30, "保存期限", "privacy:retention", "clock", shown_to=sets_retention)
