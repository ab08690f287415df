"""Where the roster stands in the menu, and what a graduate sees first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.common.views import first_page
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.access import graduates_visible_to, may_see_cohorts, may_see_lists
from quxiang.web.roster.services.registry import may_answer


def sees_graduates(request: HttpRequest) -> bool:
    """Say whether the reader works with lists of graduates."""
    if reader(request).is_graduate:
        return False
    posts = posts_of(reader(request))
    return bool(posts.sees_school or posts.seen_units or posts.advises)


@first_page(order=50)
def own_record(request: HttpRequest) -> HttpResponse | None:
    """A graduate begins at the own record."""
    if not reader(request).is_graduate:
        return None
    own = graduates_visible_to(reader(request)).order_by("-cohort__year").first()
    return redirect("roster:graduate", own.pk) if own is not None else None


@first_page(order=90)
def list_of_graduates(request: HttpRequest) -> HttpResponse | None:
    return redirect("roster:graduates") if sees_graduates(request) else None


@first_page(order=60)
def registry_first(request: HttpRequest) -> HttpResponse | None:
    """Whoever answers for the registry begins at what waits for an answer."""
    answers = not reader(request).is_graduate and may_answer(reader(request))
    return redirect("roster:mismatches") if answers else None


def sees_mismatches(request: HttpRequest) -> bool:
    return may_see_lists(reader(request))


def sees_cohorts(request: HttpRequest) -> bool:
    return not reader(request).is_graduate and may_see_cohorts(reader(request))


menu.register(Group.SYSTEM, 10, "届别与设置", "roster:cohorts", "calendar", shown_to=sees_cohorts)
menu.register(
    Group.CHECKING, 10, "学籍比对", "roster:mismatches", "transfer", shown_to=sees_mismatches
)
menu.register(Group.GRADUATES, 10, "毕业生", "roster:graduates", "users", shown_to=sees_graduates)
