"""Where the negative list stands in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.assessment.access import may_see
from quxiang.web.common import menu


def sees_list(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    menu.Group.CHECKING, 40, "负面清单", "assessment:listings", "clipboard-list",
    shown_to=sees_list,
)  # fmt: skip
