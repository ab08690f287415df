"""Where signatures stand in the menu, on the page of a destination, and who begins there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.approvals.access import may_sign_anything
from quxiang.web.approvals.blocked import may_see_blocked
from quxiang.web.approvals.clean import may_gather
from quxiang.web.approvals.fragment import progress
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.common.views import first_page
from quxiang.web.destinations import fragments
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.access import may_see_cohorts


def signs_here(request: HttpRequest) -> bool:
    return may_sign_anything(reader(request))


@first_page(order=70)
def waiting_first(request: HttpRequest) -> HttpResponse | None:
    """Who signs, and neither runs the season nor records, begins at what waits."""
    runs = posts_of(reader(request)).has(PostKind.CENTRE_OFFICER, PostKind.RECORDER)
    return redirect("approvals:waiting") if signs_here(request) and not runs else None


def sees_routes(request: HttpRequest) -> bool:
    return may_see_cohorts(reader(request))


def sees_blocked(request: HttpRequest) -> bool:
    return may_see_blocked(reader(request))


def sees_sheets(request: HttpRequest) -> bool:
    records = posts_of(reader(request)).has(PostKind.CENTRE_OFFICER, PostKind.RECORDER)
    return records or may_gather(reader(request))


menu.register(
    Group.SIGNING, 20, "批次审签单", "approvals:sheets", "list-check", shown_to=sees_sheets
)
menu.register(Group.SIGNING, 30, "已审签", "approvals:signed", "checks", shown_to=signs_here)
menu.register(
    Group.SIGNING, 40, "无人可签", "approvals:blocked", "alert-triangle", shown_to=sees_blocked
)
menu.register(
    Group.SIGNING, 60, "审签路线", "approvals:routes_newest", "transfer", shown_to=sees_routes
)
menu.register(Group.FIRST, 20, "待我审签", "approvals:waiting", "signature", shown_to=signs_here)
fragments.register(10, progress, beside=True)
