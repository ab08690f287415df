"""Why the number of people counted changed between two moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.access import counted_units, get_counted_cohort_for
from quxiang.web.roster.denominator import (
    Denominator,
    Part,
    among,
    denominator_between,
)
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.momentsform import MomentsForm
from quxiang.web.roster.movers import movers_of, told_for

#: how far apart the moments are that nobody has named
USUAL = timedelta(days=7)
PEOPLE = 100


def denominator(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show the denominator at two moments, and by whom and why it changed in between."""
    cohort = get_counted_cohort_for(reader(request), cohort_id)
    form = MomentsForm.asked(request.GET, now=clock.now(), usual=USUAL)
    context: dict[str, object] = {"cohort": cohort, "form": form}
    if not form.is_valid():
        return render(request, "roster/denominator.html", context, status=422)
    context |= _told(request, cohort, form.between)
    return render(request, "roster/denominator.html", context)


def _told(
    request: HttpRequest, cohort: Cohort, between: tuple[datetime, datetime]
) -> dict[str, object]:
    user = reader(request)
    units = counted_units(user)
    told = denominator_between(cohort, *between, units)
    colleges = _named(told)
    asked = request.GET.get("college", "")
    college = next((pk for pk, *_ in colleges if str(pk) == asked), None)
    part = told if college is None else told.colleges[college]
    reason = request.GET.get("reason", "")
    chosen = [each for each in part.differences if reason in ("", each.reason)]
    page = Paginator(movers_of(chosen), PEOPLE).get_page(request.GET.get("page"))
    here = among(units, college)
    people = list(told_for(user, told, list(page), here))
    shows(request, [each.graduate_id for each in people if each.name])
    counting = (told.then, told.since)
    return {
        "told": told, "colleges": colleges, "part": part, "college": college, "reason": reason,
        "page": page, "people": people, "between": between, "rows": _rows(told),
        "counting": counting if counting[0] != counting[1] else (),
        "within": next((name for pk, name, _ in colleges if pk == college), ""),
        "query": _query(request, "page"), "by_reason": _query(request, "page", "reason"),
        "by_college": _query(request, "page", "reason", "college"),
    }  # fmt: skip


def _rows(told: Denominator) -> Sequence[tuple[str, Part]]:
    """Return what stands under each other: counted, on the roster, and the rest of it."""
    outside = (told.all_before - told.before, told.all_after - told.after)
    return (
        ("计入分母", told), ("在册", Part(told.all_before, told.all_after, ())),
        ("在册而不计入", Part(*outside, ())),
    )  # fmt: skip


def _named(told: Denominator) -> list[tuple[int, str, Part]]:
    """Return each college's part with its name, as colleges are ordered everywhere."""
    units = Unit.objects.filter(pk__in=list(told.colleges)).order_by("order", "name")
    return [(pk, name, told.colleges[pk]) for pk, name in units.values_list("pk", "name")]


def _query(request: HttpRequest, *without: str) -> str:
    """Return what was asked for, but for some of it, as the beginning of a further question."""
    kept: Mapping[str, list[str]] = dict(request.GET.lists())
    query = request.GET.copy()
    for name in kept:
        if name in without:
            del query[name]
    return f"?{query.urlencode()}{'&' if query else ''}"
