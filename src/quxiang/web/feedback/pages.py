"""Where feedback stands in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import may_see_cases
from quxiang.web.common import menu
from quxiang.web.common.menu import Group


def sees_feedback(request: HttpRequest) -> bool:
    return may_see_cases(reader(request))


menu.register(Group.CHECKING, 15, "核查反馈", "feedback:lists", "mail", shown_to=sees_feedback)
