"""Clusters that ask for a visit; plan one, say who goes, call it off."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import get_case_for
from quxiang.web.alerts.models import Case
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import keys_in, seen_in
from quxiang.web.visits.access import PLANS, get_visit_for, may_plan
from quxiang.web.visits.forms import PlanForm, VisitorsForm
from quxiang.web.visits.selectors import OFFERED, clusters_for, offered_by, visitors_of
from quxiang.web.visits.services import planning
from quxiang.web.visits.views.listing import cohort_of, shown

#: clusters a page lists
SHOWN = 100


def clusters(request: HttpRequest) -> HttpResponse:
    """List the open clusters, those nobody goes to first."""
    require(may_plan(reader(request)), PLANS)
    cohort = cohort_of(request)
    rows = list(clusters_for(reader(request), cohort)[: SHOWN + 1])
    context = {"cohort": cohort, "rows": rows[:SHOWN], "more": len(rows) > SHOWN}
    return render(request, "visits/clusters.html", context)


def plan(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the form with what is known of a cluster, and take it in."""
    case = get_case_for(reader(request), case_id)
    require(may_plan(reader(request)), PLANS)
    users = visitors_of(case.school_id)
    if request.method != "POST":
        offered = offered_by(case)
        given = {
            "name": offered.name, "address": offered.address,
            "planned_on": (clock.today() + timedelta(days=1)).isoformat(), "look_at": LOOK_AT,
        }  # fmt: skip
        return _form(request, case, PlanForm(users, initial=given))
    form = PlanForm(users, request.POST)
    if not form.is_valid():
        return _form(request, case, form, 422)
    wanted = planning.Plan(cases=[case.pk], people=keys_in(request, "people"), **form.cleaned_data)
    try:
        made = planning.plan(cohort=case.cohort, plan=wanted, by=reader(request))
    except InvalidError as error:
        _put(form, error)
        return _form(request, case, form, 422)
    messages.success(request, "已安排走访，已通知走访人；他们在手机上打开“实地走访”填写。")
    return redirect("visits:one", made.pk)


LOOK_AT = "招牌和营业执照是否一致；是否营业；各人是否在岗、做什么工作；社保由谁缴纳。"


def _form(request: HttpRequest, case: Case, form: PlanForm, status: int = 200) -> HttpResponse:
    offered = offered_by(case)
    shows(request, [each.pk for each, _ in offered.people])
    ticked = set(keys_in(request, "people")) if request.method == "POST" else None
    context = {
        "case": case, "form": form,
        "people": [
            (each, works, ticked is None or each.pk in ticked) for each, works in offered.people
        ],
        "more": max(0, case.people_count - len(offered.people)), "most": OFFERED,
    }  # fmt: skip
    return render(request, "visits/plan.html", context, status=status)


def assign(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Send others, or name the second visitor."""
    found = get_visit_for(reader(request), visit_id)
    require(may_plan(reader(request)), PLANS)
    form = VisitorsForm(visitors_of(found.school_id, hidden=found.hidden), request.POST)
    if not form.is_valid():
        return shown(request, found, InvalidError("请从列表里选走访人。"), "assign")
    try:
        planning.assign(visit=found, seen=seen_in(request), by=reader(request), **form.cleaned_data)
    except InvalidError as refusal:
        return shown(request, get_visit_for(reader(request), visit_id), refusal, "assign")
    messages.success(request, "已更改走访人，已通知他们。")
    return redirect("visits:one", found.pk)


def call_off(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Call a visit off, with a reason."""
    found = get_visit_for(reader(request), visit_id)
    require(may_plan(reader(request)), PLANS)
    try:
        planning.call_off(
            visit=found, reason=request.POST.get("reason", ""), seen=seen_in(request),
            by=reader(request),
        )  # fmt: skip
    except InvalidError as refusal:
        return shown(request, found, refusal, "call_off")
    messages.success(request, "已取消这次走访。")
    return redirect("visits:one", found.pk)


def _put(form: PlanForm, error: InvalidError) -> None:
    """Put each problem to its field."""
    for problem in error.problems:
        where = problem.where.column
        text = f"{problem.message}{problem.remedy}"
        form.add_error(where if where in form.fields else None, text)
