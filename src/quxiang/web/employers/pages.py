"""Where employers stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.employers.access import may_see_employers


def sees_employers(request: HttpRequest) -> bool:
    return may_see_employers(reader(request))


menu.register(40, "用人单位", "employers:employers", "briefcase", sees_employers)
