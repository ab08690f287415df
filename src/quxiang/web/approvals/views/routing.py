"""Who signs which destinations: the routes of a cohort, and a form for the next version of one."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.approvals.models import Route
from quxiang.web.approvals.routereading import CHOICES, RULES, Read, lack_of, read_routes
from quxiang.web.approvals.services.routing import (
    MOST,
    NAMED,
    RouteSaid,
    StepSaid,
    said_of,
    save_route,
)
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.roster.access import (
    READS_COHORTS,
    RUNS_ROSTER,
    cohorts_visible_to,
    get_cohort_for,
    may_run_roster,
    may_see_cohorts,
)
from quxiang.web.roster.models import Cohort

#: rows offered beyond the steps there are
_MORE = 2


def newest(request: HttpRequest) -> HttpResponse:
    """Lead to the routes of the newest cohort."""
    require(may_see_cohorts(reader(request)), READS_COHORTS)
    found = cohorts_visible_to(reader(request)).order_by("archived_at", "-year").first()
    if found is None:
        raise Http404
    return redirect("approvals:routes", found.pk)


def routes(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show every route of a cohort, its versions, and how many runs keep an older copy."""
    found = get_cohort_for(reader(request), cohort_id)
    context = {
        "cohort": found, "routes": read_routes(found),
        "cohorts": cohorts_visible_to(reader(request)).order_by("-year"),
        "changes": _changes(request, found),
    }  # fmt: skip
    return render(request, "approvals/routes.html", context)


def route(request: HttpRequest, cohort_id: int, kind: str) -> HttpResponse:
    """Offer a route to be changed."""
    found, read = _found(request, cohort_id, kind)
    return _form(request, found, read, said_of(read.route))


def save(request: HttpRequest, cohort_id: int, kind: str) -> HttpResponse:
    """Keep what was changed as the next version, or say why not."""
    found, read = _found(request, cohort_id, kind)
    said, reason = _said(request.POST), request.POST.get("reason", "")
    try:
        made = save_route(
            cohort=found, kind=kind, after=seen_in(request), said=said, reason=reason,
            by=reader(request),
        )  # fmt: skip
    except InvalidError as refusal:
        return _form(request, found, read, said, str(refusal))
    told = f"“{read.route.get_kind_display()}”"
    if made is None:
        messages.info(request, f"{told}和现在的一样，没有新的一版。")
    else:
        messages.success(request, f"{told}已保存为第 {made.number} 版，以后提交的登记按它审签。")
    return redirect("approvals:routes", found.pk)


def _changes(request: HttpRequest, cohort: Cohort) -> bool:
    return may_run_roster(reader(request)) and cohort.archived_at is None


def _found(request: HttpRequest, cohort_id: int, kind: str) -> tuple[Cohort, Read]:
    found = get_cohort_for(reader(request), cohort_id)
    require(may_run_roster(reader(request)), RUNS_ROSTER)
    if kind not in Route.Kind.values:
        raise Http404
    return found, next(each for each in read_routes(found) if each.route.kind == kind)


def _form(
    request: HttpRequest, cohort: Cohort, read: Read, said: RouteSaid, problem: str = ""
) -> HttpResponse:
    blank = [StepSaid("")] * min(_MORE, max(MOST - len(said.steps), 0))
    steps = [each.made(at) for at, each in enumerate(said.steps, 1) if each.key in CHOICES]
    context = {
        "cohort": cohort, "read": read, "said": said, "problem": problem,
        "rows": [*said.steps, *blank], "choices": CHOICES, "rules": RULES,
        "codes": "、".join(said.codes), "named": read.route.kind in NAMED,
        "reason": request.POST.get("reason", ""), "lacks": lack_of(said.codes, steps),
    }  # fmt: skip
    return render(request, "approvals/route.html", context, status=422 if problem else 200)


def _said(typed: QueryDict) -> RouteSaid:
    """Return a route as the form says it; rows without a step are left out."""
    steps = [
        StepSaid(key, typed.get(f"rule-{at}", ""), f"stamp-{at}" in typed)
        for at in range(1, MOST + 2)
        if (key := typed.get(f"step-{at}", ""))
    ]
    codes = [each for each in re.split(r"[\s,，、;；]+", typed.get("codes", "")) if each]
    return RouteSaid(steps, list(dict.fromkeys(codes)), "delegable" in typed)
