"""Where the season stands in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.season.access import may_see_progress, may_see_snapshots


def sees_progress(request: HttpRequest) -> bool:
    return may_see_progress(reader(request))


menu.register(
    Group.CHECKING, 5, "校历与进度", "season:progress", "calendar", shown_to=sees_progress
)


def sees_snapshots(request: HttpRequest) -> bool:
    return may_see_snapshots(reader(request))


menu.register(Group.CHECKING, 6, "快照", "season:snapshots", "history", shown_to=sees_snapshots)


menu.register(Group.CHECKING, 7, "指标", "season:figures", "activity", shown_to=sees_progress)
