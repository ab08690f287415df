"""The visits one sees, and one of them: where, of whom, what was found, what is next."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.services import fresh
from quxiang.web.alerts.access import cases_visible_to
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.evidence.access import may_open
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Rows
from quxiang.web.release.views import export_list
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.visits.access import (
    SEES,
    get_visit_for,
    may_fill,
    may_plan,
    may_see,
    may_settle,
    may_visit,
    sees_whole,
    visits_visible_to,
)
from quxiang.web.visits.forms import SettleForm, VisitorsForm
from quxiang.web.visits.lists import TONES, VISITS
from quxiang.web.visits.models import FieldVisit, VisitPerson
from quxiang.web.visits.selectors import people_shown, photos_of, visitors_of
from quxiang.web.visits.states import Told, VisitingState

S = VisitingState


def cohort_of(request: HttpRequest) -> Cohort:
    """Return the cohort a page is about; refuses whoever sees no visit."""
    require(may_see(reader(request)), SEES)
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _rows(request: HttpRequest, cohort: Cohort) -> Rows:
    rows = visits_visible_to(reader(request)).filter(cohort=cohort)
    return rows.select_related("first", "second")


def visits(request: HttpRequest) -> HttpResponse:
    """List the visits one plans, makes, or is told of."""
    cohort, user = cohort_of(request), reader(request)
    context = {
        "page": build(request, VISITS, _rows(request, cohort)), "cohort": cohort,
        "plans": may_plan(user), "goes": may_visit(user),
    }  # fmt: skip
    return render(request, "visits/visits.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate; it names no graduate."""
    return export_list(request, VISITS, _rows(request, cohort_of(request)), subject="")


def one(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show a visit: the plan, what was found, both visitors' word, what may be done next."""
    return shown(request, get_visit_for(reader(request), visit_id))


def shown(
    request: HttpRequest, found: FieldVisit, refusal: InvalidError | None = None, verb: str = "",
    form: SettleForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Show a visit, after a refusal with what was typed."""
    user = reader(request)
    whole, people = sees_whole(user, found), people_shown(user, found)
    shows(request, [each.graduate_id for each in people], f"走访 {found.pk}")
    words = list(found.words.filter(round=found.round).select_related("by"))
    context = {
        "visit": found, "tone": TONES[S(found.state)], "people": people, "whole": whole,
        "others": found.asked - len(people), "opens": may_open(user),
        "photos": photos_of(found) if whole else (), "words": words if whole else (),
        "cases": _cases(request, found), "refusal": refusal, "verb": verb,
        "typed": request.POST.get("reason", ""), "fresh": fresh.is_fresh(request),
        "fills": may_fill(user, found) and found.state == S.PLANNED,
        "confirms": may_fill(user, found) and found.state == S.REPORTED,
        "confirmed": any(each.by_id == user.pk for each in words),
        "reopens": found.state == S.REPORTED and (may_fill(user, found) or may_plan(user)),
        **_centre(request, found, form),
    }  # fmt: skip
    return render(request, "visits/one.html", context, status=422 if refusal or form else 200)


def _cases(request: HttpRequest, found: FieldVisit) -> list[tuple[object, bool]]:
    """Return the cases it looks into that somebody sees, and whether it closed them."""
    links = found.cases.filter(case__in=cases_visible_to(reader(request)).values("pk"))
    return [(each.case, each.closed) for each in links.select_related("case")]


def _centre(request: HttpRequest, found: FieldVisit, form: SettleForm | None) -> dict[str, object]:
    """Return what only the centre does with a visit."""
    user = reader(request)
    if not may_plan(user):
        return {}
    given = {"first": found.first_id, "second": found.second_id}
    settles = found.state == S.DONE
    return {
        "visitors": VisitorsForm(visitors_of(user.school_id, hidden=found.hidden), initial=given)
        if found.state == S.PLANNED
        else None,
        "settles": (form or SettleForm()) if settles and may_settle(user, found) else None,
        "own": settles and not may_settle(user, found),
        "absent": list(_absent(found)) if settles and not found.hidden else (),
        "ticked": {*request.POST.getlist("closes"), *request.POST.getlist("opens")},
    }


def _absent(found: FieldVisit) -> QuerySet[VisitPerson]:
    """Return who was not found there, and has no case for it yet."""
    rows = found.people.filter(told__in=(Told.LEFT, Told.UNKNOWN), case__isnull=True)
    return rows.select_related("graduate")
