"""Where alerts stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import may_see_cases
from quxiang.web.common import menu


def sees_cases(request: HttpRequest) -> bool:
    return may_see_cases(reader(request))


menu.register(36, "预警", "alerts:cases", "alert-triangle", sees_cases)
