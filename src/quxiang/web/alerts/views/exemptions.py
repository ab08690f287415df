"""Exemptions: those of a cohort, one of them with what it covers, proposing, deciding, ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import (
    SEES,
    SETS,
    VERIFIES,
    get_exemption_for,
    may_decide,
    may_see_school,
    may_set,
)
from quxiang.web.alerts.exemptionforms import ExemptionForm
from quxiang.web.alerts.exemptionmodels import Exemption
from quxiang.web.alerts.exemptionreading import TONES, counts_by, said
from quxiang.web.alerts.plans import title_of
from quxiang.web.alerts.services import exemptions as services
from quxiang.web.alerts.services.running import last_run
from quxiang.web.alerts.states import ExemptionState
from quxiang.web.alerts.views.board import cohort_of
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.roster.models import Cohort

#: what is listed at once; exemptions are few, each of them two people's
SHOWN = 300


def exemptions(request: HttpRequest) -> HttpResponse:
    """List the exemptions of a cohort: proposed, in force, past."""
    require(may_see_school(reader(request)), SEES)
    cohort = cohort_of(request)
    run = last_run(cohort)
    counts = counts_by(run, 2)
    rows = Exemption.objects.filter(cohort=cohort).select_related(
        "proposed_by", "decided_by", "college"
    )
    order = list(ExemptionState.values)
    listed = sorted(rows[:SHOWN], key=lambda each: order.index(each.state))
    told = [(each, said(each), TONES[each.state], counts.get(each.pk, 0)) for each in listed]
    context = {"cohort": cohort, "rows": told, "run": run, "sets": may_set(reader(request))}
    return render(request, "alerts/exemptions.html", context)


def propose(request: HttpRequest) -> HttpResponse:
    """Show the form that proposes an exemption, and take it in."""
    user = reader(request)
    require(may_set(user), SETS)
    cohort = cohort_of(request)
    if request.method != "POST":
        return _form(request, cohort, ExemptionForm(cohort=cohort, initial=request.GET.dict()))
    form = ExemptionForm(request.POST, cohort=cohort)
    if form.is_valid():
        try:
            made = services.propose(cohort=cohort, asked=form.asked, by=user)
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已提交，由另一人审批；同意后下一次运行起生效。")
            return redirect("alerts:exemption", made.pk)
    return _form(request, cohort, form, 422)


def _form(
    request: HttpRequest, cohort: Cohort, form: ExemptionForm, status: int = 200
) -> HttpResponse:
    context = {"cohort": cohort, "form": form}
    return render(request, "alerts/propose.html", context, status=status)


def exemption(request: HttpRequest, exemption_id: int) -> HttpResponse:
    """Show one exemption with who asked, who decided, and what it covers."""
    return _page(request, get_exemption_for(reader(request), exemption_id))


def _page(
    request: HttpRequest, found: Exemption, wrong: str = "", status: int = 200
) -> HttpResponse:
    user, run = reader(request), last_run(found.cohort)
    mine = [row for row in (run.exempted if run else ()) if row[2] == found.pk]
    proposed = found.state == ExemptionState.PROPOSED
    own = found.proposed_by_id == user.pk
    context = {
        "exemption": found, "said": said(found), "tone": TONES[found.state], "wrong": wrong,
        "run": run, "rules": sorted({(row[0], title_of(row[0])) for row in mine}),
        "count": sum(row[3] for row in mine), "closed": found.cases.count(),
        "decides": proposed and may_decide(user) and not own,
        "waits": proposed and own and may_set(user),
        "ends": found.state == ExemptionState.IN_FORCE and (may_set(user) or may_decide(user)),
    }  # fmt: skip
    return render(request, "alerts/exemption.html", context, status=status)


def act(request: HttpRequest, exemption_id: int, what: str) -> HttpResponse:
    """Approve, refuse, withdraw or end an exemption."""
    user = reader(request)
    found = get_exemption_for(user, exemption_id)
    why = request.POST.get("why", "")
    if what not in _ACTS:
        raise Http404
    require(may_set(user) or may_decide(user), VERIFIES)
    try:
        _ACTS[what](found, why, user)
    except InvalidError as error:
        return _page(request, found, str(error), 422)
    messages.success(request, _DONE[what])
    return redirect("alerts:exemption", found.pk)


_ACTS: Mapping[str, Callable[[Exemption, str, User], None]] = {
    "approve": lambda found, _, user: services.approve(exemption=found, by=user),
    "refuse": lambda found, why, user: services.refuse(exemption=found, why=why, by=user),
    "withdraw": lambda found, _, user: services.withdraw(exemption=found, by=user),
    "end": lambda found, why, user: services.end(exemption=found, why=why, by=user),
}
_DONE = {
    "approve": "已同意，下一次运行起生效。", "refuse": "没有同意，申请的人会看到原因。",
    "withdraw": "已撤回。", "end": "已结束；它所涵盖的，下一次运行会再次提出。",
}  # fmt: skip
