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


menu.register(13, "批次审签单", "approvals:sheets", "list-check", sees_sheets)
menu.register(14, "已审签", "approvals:signed", "checks", signs_here)
menu.register(16, "无人可签", "approvals:blocked", "alert-triangle", sees_blocked)
menu.register(83, "审签路线", "approvals:routes_newest", "transfer", sees_routes)
menu.register(12, "待我审签", "approvals:waiting", "signature", signs_here)
fragments.register(10, progress, beside=True)
