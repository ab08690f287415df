"""Where destinations stand in the menu, and what a graduate sees first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.common.views import first_page
from quxiang.web.destinations.access import may_guide, may_read_disputes
from quxiang.web.destinations.helping import may_see_seeking
from quxiang.web.destinations.today import may_see_today
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.access import graduates_visible_to


def is_graduate(request: HttpRequest) -> bool:
    return reader(request).is_graduate


@first_page(order=40)
def own_destination(request: HttpRequest) -> HttpResponse | None:
    """A graduate begins at the own destination."""
    if not is_graduate(request):
        return None
    own = graduates_visible_to(reader(request)).order_by("-cohort__year").first()
    return redirect("destinations:one", own.pk) if own is not None else None


def has_a_day(request: HttpRequest) -> bool:
    return not reader(request).is_graduate and may_see_today(reader(request))


@first_page(order=70)
def the_day(request: HttpRequest) -> HttpResponse | None:
    """A recorder begins at what is to be done today."""
    records = posts_of(reader(request)).has(PostKind.RECORDER)
    return redirect("destinations:today") if records and has_a_day(request) else None


def helps(request: HttpRequest) -> bool:
    return may_see_seeking(reader(request))


def reads_disputes(request: HttpRequest) -> bool:
    return may_read_disputes(reader(request))


def writes_guidance(request: HttpRequest) -> bool:
    return not reader(request).is_graduate and may_guide(reader(request))


menu.register(Group.FIRST, 10, "今日", "destinations:today", "calendar", shown_to=has_a_day)
menu.register(Group.FIRST, 10, "我的去向", "destinations:own", "map-pin", shown_to=is_graduate)
menu.register(Group.FILES, 50, "季后变更", "destinations:late", "history", shown_to=has_a_day)
menu.register(
    Group.FILES, 30, "离校登记情况", "destinations:registered", "list-check", shown_to=has_a_day
)
menu.register(Group.FILES, 40, "未就业台账", "destinations:seeking", "users", shown_to=helps)
menu.register(
    Group.CHECKING, 20, "本人异议", "destinations:disputes", "message-2", shown_to=reads_disputes
)
menu.register(
    Group.MESSAGES, 30, "核对页文字", "destinations:guidance", "edit", shown_to=writes_guidance
)
menu.register(
    Group.CHECKING, 25, "须核实的答复", "destinations:marked", "phone", shown_to=has_a_day
)
