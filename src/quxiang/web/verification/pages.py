"""Where surveys and the call desk stand in the menu; a caller begins at the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.views import first_page
from quxiang.web.verification.access import may_call, may_see


def calls(request: HttpRequest) -> bool:
    return may_call(reader(request))


def sees_surveys(request: HttpRequest) -> bool:
    return may_see(reader(request))


@first_page(order=45)
def next_record(request: HttpRequest) -> HttpResponse | None:
    """A caller begins at the record in hand, or at the button that gives one."""
    user = reader(request)
    return redirect("verification:desk") if may_call(user) and not may_see(user) else None


menu.register(menu.Group.FIRST, 5, "电话核查", "verification:desk", "phone", shown_to=calls)
menu.register(
    menu.Group.VERIFYING, 10, "抽查核实", "verification:surveys", "phone",
    shown_to=sees_surveys,
)  # fmt: skip
