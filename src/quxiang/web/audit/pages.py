"""Where the trail stands in the menu, and what an auditor sees first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.access import may_read_trail
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.common.views import first_page


def reads_trail(request: HttpRequest) -> bool:
    return may_read_trail(reader(request))


@first_page(order=40)
def trail_first(request: HttpRequest) -> HttpResponse | None:
    return redirect("audit:entries") if reads_trail(request) else None


menu.register(Group.FIRST, 30, "留痕", "audit:entries", "history", shown_to=reads_trail)
