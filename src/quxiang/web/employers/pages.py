"""Where employers stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.employers.access import may_see_employers


def sees_employers(request: HttpRequest) -> bool:
    return may_see_employers(reader(request))


menu.register(
    Group.GRADUATES, 20, "用人单位", "employers:employers", "briefcase", shown_to=sees_employers
)
