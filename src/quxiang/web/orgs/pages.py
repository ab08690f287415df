"""Where units and posts stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.views import first_page
from quxiang.web.orgs.access import may_set_up, units_visible_to
from quxiang.web.orgs.selectors import posts_of


def sees_units(request: HttpRequest) -> bool:
    user = reader(request)
    if user.is_graduate:
        return False
    return may_set_up(user) or bool(posts_of(user).held and units_visible_to(user).exists())


@first_page(order=95)
def units_first(request: HttpRequest) -> HttpResponse | None:
    """Whoever sets the school up and sees no graduates begins here."""
    return redirect("orgs:units") if sees_units(request) else None


menu.register(80, "单位与岗位", "orgs:units", "building-community", sees_units)
