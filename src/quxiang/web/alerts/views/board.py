"""The board: what waits and what is closed as lists, by rule, by college; runs of the rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import (
    RUNS,
    SEES,
    cases_visible_to,
    colleges_seen,
    may_run,
    may_see_cases,
    may_see_school,
)
from quxiang.web.alerts.lists import CLOSED_CASES, LIVE_CASES
from quxiang.web.alerts.models import RuleRun
from quxiang.web.alerts.ownrules import own_titles
from quxiang.web.alerts.plans import title_of
from quxiang.web.alerts.selectors import Tally, newest_run, tallies, total, with_late
from quxiang.web.alerts.services.running import ask_for_run, last_run
from quxiang.web.alerts.states import RunState, Verdict
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.lists.page import ListPage, build
from quxiang.web.lists.spec import ListSpec, Rows
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges
from quxiang.web.release.views import export_list
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort

RUNS_SHOWN = 20


def cohort_of(request: HttpRequest) -> Cohort:
    """Return the cohort a page is about; refuses whoever sees no cases at all."""
    user = reader(request)
    require(may_see_cases(user), SEES)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _rows(request: HttpRequest, cohort: Cohort, *, live: bool) -> Rows:
    rows = cases_visible_to(reader(request)).filter(cohort=cohort, closed_at__isnull=live)
    return with_late(rows, clock.today()).select_related("college")


def _listed(request: HttpRequest, spec: ListSpec, *, live: bool) -> HttpResponse:
    cohort = cohort_of(request)
    page = build(request, spec, _rows(request, cohort, live=live))
    shows(request, _people_in(page.objects))
    run, user = newest_run(cohort), reader(request)
    context = {
        "page": page, "cohort": cohort, "run": run, "live": live,
        "to_check": _to_check(page) if live else 0,
        "exempt": sum(_exempt(request, last_run(cohort), "rule", None).values()),
        "runs": may_run(user), "school": may_see_school(user),
    }  # fmt: skip
    return render(request, "alerts/cases.html", context)


def _to_check(page: ListPage) -> int:
    """Return how many of what a page lists are not sure, from the counts it has made already."""
    facet = next(each for each in page.facets if each.filter.key == "verdict")
    chosen, word = facet.chosen, str(Verdict.TO_CHECK.label)
    if chosen is not None:
        return page.count if chosen.label == word else 0
    return sum(chip.count or 0 for chip in facet.chips if chip.label == word)


def _people_in(cases: object) -> list[int]:
    return [each.graduate_id for each in cases if each.graduate_id is not None]  # type: ignore[attr-defined]


def cases(request: HttpRequest) -> HttpResponse:
    """List what waits, by the dates it is due."""
    return _listed(request, LIVE_CASES, live=True)


def closed(request: HttpRequest) -> HttpResponse:
    """List what is closed, the last first; withdrawn ones among them."""
    return _listed(request, CLOSED_CASES, live=False)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list of what waits leave through the gate."""
    rows = _rows(request, cohort_of(request), live=True)
    return export_list(request, LIVE_CASES, rows, subject="")


def export_closed(request: HttpRequest) -> HttpResponse:
    rows = _rows(request, cohort_of(request), live=False)
    return export_list(request, CLOSED_CASES, rows, subject="")


def rules(request: HttpRequest) -> HttpResponse:
    """Show every rule with what waits, how it ended, and how often it was right."""
    cohort = cohort_of(request)
    mine = cases_visible_to(reader(request)).filter(cohort=cohort)
    return _tallied(request, cohort, mine, by="rule", title="按规则", named=_named(cohort))


def _named(cohort: Cohort) -> Callable[[str], str]:
    own = own_titles(cohort.school_id)
    return lambda code: own.get(code) or title_of(code)


def by_college(request: HttpRequest) -> HttpResponse:
    """Show every college somebody sees: open, overdue, days, precision."""
    cohort, user = cohort_of(request), reader(request)
    mine = cases_visible_to(user).filter(cohort=cohort)
    units: dict[Any, str] = dict(colleges(user.school_id).values_list("pk", "name"))
    return _tallied(
        request, cohort, mine, by="college_id", title="按学院",
        named=lambda key: units.get(key, "不属一个学院"),
    )  # fmt: skip


def college(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show one college, rule by rule."""
    user = reader(request)
    seen = Unit.objects.filter(school_id=user.school_id, kind=Unit.Kind.COLLEGE)
    if not may_see_school(user):
        seen = seen.filter(pk__in=colleges_seen(user) if may_see_cases(user) else [])
    unit = get_object_or_404(seen, pk=unit_id)
    cohort = cohort_of(request)
    mine = cases_visible_to(user).filter(cohort=cohort, college=unit)
    return _tallied(
        request, cohort, mine, by="rule", title=unit.name, named=_named(cohort), unit=unit
    )


def _tallied(
    request: HttpRequest, cohort: Cohort, cases: Rows, *, by: str, title: str,
    named: Callable[[str], str], unit: Unit | None = None,
) -> HttpResponse:  # fmt: skip
    counted = tallies(cases, by, clock.today(), of_colleges=by != "rule" or unit is not None)
    found = dict(counted)
    exempt = _exempt(request, last_run(cohort), by, unit)
    for key in exempt:  # what is exempt has no case, and is counted beside all the same
        found.setdefault(key, Tally())
    rows = [
        (key, named(key), found[key], exempt.get(key, 0))
        for key in sorted(found, key=lambda k: (k is None, k))
    ]
    context = {
        "cohort": cohort, "rows": rows, "title": title, "by": by, "unit": unit,
        "total": total(found.values()), "exempt": sum(exempt.values()), "run": newest_run(cohort),
        "school": may_see_school(reader(request)),
    }  # fmt: skip
    return render(request, "alerts/tallies.html", context)


def _exempt(
    request: HttpRequest, run: RuleRun | None, by: str, unit: Unit | None
) -> dict[Any, int]:
    """Return what the newest run exempts, by rule or college, as far as somebody sees."""
    user = reader(request)
    seen = None if may_see_school(user) else set(colleges_seen(user))
    if unit is not None:
        seen = {unit.pk}
    counts: dict[Any, int] = {}
    for rule, college, _, count in run.exempted if run is not None else ():
        if seen is None or college in seen:
            key = rule if by == "rule" else college
            counts[key] = counts.get(key, 0) + count
    return counts


def runs(request: HttpRequest) -> HttpResponse:
    """Show the runs of a cohort: when, why, what was found, and what did not run."""
    cohort, user = cohort_of(request), reader(request)
    require(may_see_school(user), SEES)
    rows = RuleRun.objects.filter(cohort=cohort).select_related("by", "snapshot", "job")
    listed = list(rows[:RUNS_SHOWN])
    context = {
        "cohort": cohort, "rows": listed, "may_run": may_run(user),
        "busy": any(each.state == RunState.RUNNING for each in listed),
    }  # fmt: skip
    return render(request, "alerts/runs.html", context)


def run(request: HttpRequest) -> HttpResponse:
    """Have the rules run now, in the background."""
    user = reader(request)
    require(may_run(user), RUNS)
    cohort = cohort_of(request)
    why = request.POST.get("why", "").strip() or "中心发起"
    ask_for_run(cohort=cohort, by=user, why=why)
    messages.success(request, "已开始运行，通常不到一分钟；完成后预警自动更新。")
    return redirect("alerts:runs")
