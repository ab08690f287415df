"""Where one's own jobs stand in the menu: for staff, last."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group


def is_staff(request: HttpRequest) -> bool:
    return not reader(request).is_graduate


menu.register(Group.SYSTEM, 60, "后台任务", "jobs:jobs", "hourglass", shown_to=is_staff)
