"""Where the season stands in the menu."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from quxiang.standards import Settings
from quxiang.standards.calendar import period_at
from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock, menu
from quxiang.web.common.menu import Group
from quxiang.web.common.views import first_page
from quxiang.web.destinations import fragments
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.models import Cohort
from quxiang.web.season.access import (
    may_see_every_college,
    may_see_figures,
    may_see_progress,
    may_see_snapshots,
)


def sees_progress(request: HttpRequest) -> bool:
    return may_see_progress(reader(request))


menu.register(Group.SEASON, 5, "校历与进度", "season:progress", "calendar", shown_to=sees_progress)


def sees_school(request: HttpRequest) -> bool:
    return may_see_every_college(reader(request))


def sees_college_only(request: HttpRequest) -> bool:
    return sees_progress(request) and not sees_school(request)


menu.register(Group.SEASON, 4, "学校一页", "season:board", "columns-3", shown_to=sees_school)
menu.register(Group.SEASON, 4, "本院一页", "season:board", "columns-3", shown_to=sees_college_only)


#: who begins with a page of figures, of the school or of the own college
SCHOOL_HEADS = (PostKind.SCHOOL_EMPLOYMENT_HEAD, PostKind.SCHOOL_HEAD)
COLLEGE_HEADS = (PostKind.COLLEGE_EMPLOYMENT_HEAD, PostKind.COLLEGE_HEAD)


@first_page(order=45)
def leaders_page(request: HttpRequest) -> HttpResponse | None:
    """Show who leads the school their page for a phone, who leads a college its dashboard."""
    user = reader(request)
    if user.is_graduate:
        return None
    held = posts_of(user)
    if held.has(*SCHOOL_HEADS):
        return redirect("season:brief")
    return redirect("season:board") if held.has(*COLLEGE_HEADS) else None


def sees_figures(request: HttpRequest) -> bool:
    return may_see_figures(reader(request))


def sees_snapshots(request: HttpRequest) -> bool:
    return may_see_snapshots(reader(request))


menu.register(Group.SEASON, 6, "快照", "season:snapshots", "history", shown_to=sees_snapshots)


menu.register(Group.SEASON, 7, "指标", "season:figures", "activity", shown_to=sees_figures)


def period_of_today(request: HttpRequest, cohort: Cohort, settings: Settings) -> str:
    """Lead a recorder from 今日 to where this period is closed; asks the database nothing."""
    units = posts_of(reader(request)).units(PostKind.RECORDER)
    now = clock.local(clock.now())
    period = period_at(now, cohort.year, settings) if cohort.archived_at is None else None
    if period is None or not units:
        return ""
    return render_to_string(
        "season/_today.html", {"period": period, "cohort": cohort, "units": units}
    )


fragments.register_today(period_of_today)
