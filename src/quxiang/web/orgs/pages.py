"""Where units and posts stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.common.views import first_page
from quxiang.web.orgs.access import may_see_every_unit, may_set_up
from quxiang.web.orgs.selectors import posts_of, steps_of


def sees_units(request: HttpRequest) -> bool:
    """Say whether there is a unit to look into: the school's, or one a post is held at."""
    user = reader(request)
    if user.is_graduate:
        return False
    posts = posts_of(user)
    return may_see_every_unit(user) or any(post.unit_id for post in posts.held)


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


menu.register(Group.SYSTEM, 40, "首次设置", "orgs:steps", "list-check", shown_to=sets_up)
menu.register(
    Group.UNITS, 10, "单位与岗位", "orgs:units", "building-community", shown_to=sees_units
)
