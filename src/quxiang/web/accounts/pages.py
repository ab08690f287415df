"""Where staff accounts stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.access import may_manage_staff, may_print_slips
from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group


def manages_staff(request: HttpRequest) -> bool:
    return may_manage_staff(reader(request))


def prints_slips(request: HttpRequest) -> bool:
    return may_print_slips(reader(request))


menu.register(Group.MESSAGES, 20, "激活单", "accounts:slips", "printer", shown_to=prints_slips)
menu.register(Group.UNITS, 20, "账号", "accounts:staff", "id-badge-2", shown_to=manages_staff)
