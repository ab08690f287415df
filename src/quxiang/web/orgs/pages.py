"""Where units and posts stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.views import first_page
from quxiang.web.orgs.access import may_set_up, units_visible_to
from quxiang.web.orgs.selectors import posts_of, steps_of


def sees_units(request: HttpRequest) -> bool:
    user = reader(request)
    if user.is_graduate:
        return False
    return may_set_up(user) or bool(posts_of(user).held and units_visible_to(user).exists())


@first_page(order=30)
def what_is_missing(request: HttpRequest) -> HttpResponse | None:
    """Until there is a roster, whoever sets the school up begins at what is missing."""
    if not may_set_up(reader(request)):
        return None
    undone = [step for step in steps_of(reader(request).school_id) if not step.done]
    return redirect("orgs:steps") if any(step.title == "名册" for step in undone) else None


@first_page(order=95)
def units_first(request: HttpRequest) -> HttpResponse | None:
    """Whoever sets the school up and sees no graduates begins here."""
    return redirect("orgs:units") if sees_units(request) else None


def sets_up(request: HttpRequest) -> bool:
    return may_set_up(reader(request))


menu.register(95, "首次设置", "orgs:steps", "list-check", sets_up)
menu.register(80, "单位与岗位", "orgs:units", "building-community", sees_units)
