"""One graduate's destination: what is recorded, what happened, what may be done now."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.common.requests import seen_in
from quxiang.web.destinations.access import SELF, may_file, may_see_destination
from quxiang.web.destinations.changes import differences
from quxiang.web.destinations.fragments import BESIDE, MAIN, PROVED, SIGNED, drawn
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.selectors import (
    Event,
    confirmations_of,
    find_draft,
    find_registration,
    sheet_of,
    timeline_of,
    why_returned,
)
from quxiang.web.destinations.services.filing import tell_settled
from quxiang.web.destinations.services.filing import withdraw as take_back
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.access import (
    get_graduate_for,
    get_readable_graduate_for,
    graduates_visible_to,
    is_lent,
)
from quxiang.web.roster.models import Graduate


def graduate_shown(request: HttpRequest, graduate_id: int) -> Graduate:
    """Return a graduate whose destination the reader may see; raises ``Http404``."""
    return _noted(request, get_graduate_for(reader(request), graduate_id))


def _graduate_read(request: HttpRequest, graduate_id: int) -> Graduate:
    """Return the same, and one that is lent to the reader: for pages that change nothing."""
    return _noted(request, get_readable_graduate_for(reader(request), graduate_id))


def _noted(request: HttpRequest, found: Graduate) -> Graduate:
    if not may_see_destination(reader(request)):
        raise Http404
    shows(request, [found.pk])
    return found


def own(request: HttpRequest) -> HttpResponse:
    """Lead a graduate to the own destination."""
    require(reader(request).is_graduate, SELF)
    found = graduates_visible_to(reader(request)).order_by("-cohort__year").first()
    if found is None:
        raise Http404
    return redirect("destinations:one", found.pk)


def one(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show one destination: sheet, timeline, the three buttons."""
    return _shown(request, _graduate_read(request, graduate_id))


def _shown(request: HttpRequest, graduate: Graduate) -> HttpResponse:
    user = reader(request)
    registration = find_registration(graduate)
    standard = standard_of(graduate.school_id, graduate.cohort.scheme)
    shown = registration and (registration.in_force or registration.current)
    pending = (
        registration and registration.current
        if registration and shown != registration.current
        else None
    )
    is_own = graduate.person.user_id == user.pk
    context = {
        "graduate": graduate,
        "registration": registration,
        "shown": shown,
        "pending": pending,
        "sheet": sheet_of(standard, shown) if shown else [],
        "pending_sheet": sheet_of(standard, pending) if pending else [],
        **(confirmations_of(shown) if shown else {}),
        "why": why_returned(registration) if registration else "",
        "own": is_own,
        "lent": is_lent(user, graduate),
        "files": may_file(user, graduate),
        "draft": find_draft(graduate, user.pk) if may_file(user, graduate) else None,
    }
    return render(request, "destinations/one.html", context)


#: columns other apps draw into, and what happened so far
COURSE = "course"
PLACES = (MAIN, BESIDE, COURSE, SIGNED, PROVED)


def part(request: HttpRequest, graduate_id: int, place: str) -> HttpResponse:
    """Draw one part of the page, fetched once the page itself is there: it stays quick."""
    graduate = _graduate_read(request, graduate_id)
    if place not in PLACES:
        raise Http404
    registration = find_registration(graduate)
    course = place == COURSE
    context = {
        "graduate": graduate,
        "registration": registration,
        "parts": [] if course else drawn(request, graduate, registration, place),
        "course": course,
        "timeline": _timeline(request, graduate, registration) if course else [],
    }
    return render(request, "destinations/part.html", context)


def _timeline(
    request: HttpRequest, graduate: Graduate, registration: Registration | None
) -> list[Event]:
    if registration is None:
        return []
    standard = standard_of(graduate.school_id, graduate.cohort.scheme)
    return timeline_of(registration, standard, marks=not reader(request).is_graduate)


def withdraw(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Take back what is in review."""
    found = graduate_shown(request, graduate_id)
    take_back(registration=_registration(found), seen=seen_in(request), by=reader(request))
    return redirect("destinations:edit", found.pk)


def settled(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Note that somebody is settled though nothing is filed yet, or take that back."""
    found = graduate_shown(request, graduate_id)
    said = request.POST.get("settled", "")
    tell_settled(graduate=found, said=said, by=reader(request))
    return redirect("destinations:one", found.pk)


def changes(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show what changed between any two versions."""
    found = _graduate_read(request, graduate_id)
    registration = find_registration(found)
    every = registration.versions.select_related("by").order_by("number") if registration else ()
    versions = list(every)
    by_number = {str(each.number): each for each in versions}
    before = by_number.get(request.GET.get("before", ""), versions[-2] if versions[1:] else None)
    after = by_number.get(request.GET.get("after", ""), versions[-1] if versions else None)
    standard = standard_of(found.school_id, found.cohort.scheme)
    told = differences(standard, before, after) if before and after else []
    context = {
        "graduate": found, "versions": versions, "before": before, "after": after, "told": told,
    }  # fmt: skip
    return render(request, "destinations/changes.html", context)


def _registration(graduate: Graduate) -> Registration:
    found = find_registration(graduate)
    if found is None:
        raise Http404
    return found
