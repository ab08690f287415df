"""A school's own rules: all versions with an upload, one version with its query and its acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import (
    SEES,
    SETS,
    VERIFIES,
    get_own_rule_for,
    may_decide,
    may_see_school,
    may_set,
)
from quxiang.web.alerts.ownmodels import OwnRule
from quxiang.web.alerts.ownrules import LARGEST, rule_of, said_of
from quxiang.web.alerts.services import owning as services
from quxiang.web.alerts.services.trying import ask_for_trial
from quxiang.web.alerts.settingreading import needs_of
from quxiang.web.alerts.states import UNREAD, OwnRuleState
from quxiang.web.alerts.trialmodels import Trial
from quxiang.web.alerts.views.board import cohort_of
from quxiang.web.common.refusals import InvalidError, require

TONES: Mapping[str, str] = {
    OwnRuleState.CHECKING: "info", OwnRuleState.FAULTY: "wrong",
    OwnRuleState.PROPOSED: "doubt", OwnRuleState.IN_FORCE: "good",
}  # fmt: skip
#: versions listed at once
SHOWN = 300


def own_rules(request: HttpRequest) -> HttpResponse:
    """List every version of the school's own rules; take in another one."""
    user = reader(request)
    require(may_see_school(user), SEES)
    if request.method != "POST":
        return _listed(request)
    require(may_set(user), SETS)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise InvalidError("请选一个规则文件。")
        data = file.read(LARGEST + 1)
        made = services.upload(
            school=user.school, data=data, filename=file.name or "", by=user,
            note=request.POST.get("note", ""),
        )  # fmt: skip
    except InvalidError as error:
        return _listed(request, [said_of(each) for each in error.problems], 422)
    return redirect("alerts:own_rule", made.pk)


def _listed(
    request: HttpRequest, wrong: list[str] | None = None, status: int = 200
) -> HttpResponse:
    rows = OwnRule.objects.filter(school_id=reader(request).school_id)
    known = rows.alias(faulty=Q(state=OwnRuleState.FAULTY)).order_by("faulty", "code", "-number")
    listed = known.select_related("by", "decided_by").defer("text")[:SHOWN]
    told = [(each, TONES.get(each.state, "")) for each in listed]
    context = {
        "rows": told, "sets": may_set(reader(request)), "wrong": wrong or (),
        "note": request.POST.get("note", ""), "cohort": cohort_of(request),
    }  # fmt: skip
    return render(request, "alerts/own_rules.html", context, status=status)


def own_rule(request: HttpRequest, own_id: int) -> HttpResponse:
    """Show one version: what it looks for, its query and file, who decided."""
    row = get_own_rule_for(reader(request), own_id)
    answer = _page(request, row)
    if "HX-Request" in request.headers and row.state != OwnRuleState.CHECKING:
        answer.headers["HX-Refresh"] = "true"  # it was judged: every part of the page has changed
    return answer


def _page(request: HttpRequest, row: OwnRule, wrong: str = "", status: int = 200) -> HttpResponse:
    if row.state in UNREAD:  # of such a file nothing is read in a request
        unread = {"row": row, "tone": TONES[row.state], "wrong": wrong}
        return render(request, "alerts/own_unread.html", unread, status=status)
    user, rule = reader(request), rule_of(row)
    proposed, own = row.state == OwnRuleState.PROPOSED, row.by_id == user.pk
    context = {
        "row": row, "rule": rule, "tone": TONES.get(row.state, ""), "wrong": wrong,
        "why": rule.text("why"), "remedy": rule.text("remedy"), "needs": needs_of(rule),
        "decides": proposed and may_decide(user) and not own,
        "waits": proposed and own and may_set(user), "tries": may_set(user),
        "ends": row.state == OwnRuleState.IN_FORCE and (may_set(user) or may_decide(user)),
        "trials": list(Trial.objects.filter(own_rule=row)[:5]),
    }  # fmt: skip
    return render(request, "alerts/own_rule.html", context, status=status)


def act(request: HttpRequest, own_id: int, what: str) -> HttpResponse:
    """Switch a version on, refuse or withdraw it, switch it off; or try it beforehand."""
    user = reader(request)
    row, why = get_own_rule_for(user, own_id), request.POST.get("why", "")
    require(may_set(user) or may_decide(user), VERIFIES)
    try:
        if what == "try":
            return redirect("alerts:trial", _tried(request, row).pk)
        if what not in _ACTS:
            raise Http404
        _ACTS[what](row, why, user)
    except InvalidError as error:
        return _page(request, row, str(error), 422)
    messages.success(request, _DONE[what])
    return redirect("alerts:own_rule", row.pk)


def _tried(request: HttpRequest, row: OwnRule) -> Trial:
    return ask_for_trial(
        cohort=cohort_of(request), rule=row.code, parameters=rule_of(row).params, own_rule=row,
        by=reader(request),
    )  # fmt: skip


_ACTS: Mapping[str, Callable[[OwnRule, str, User], None]] = {
    "approve": lambda row, _, user: services.approve(row=row, by=user),
    "refuse": lambda row, why, user: services.refuse(row=row, why=why, by=user),
    "withdraw": lambda row, _, user: services.withdraw(row=row, by=user),
    "end": lambda row, why, user: services.end(row=row, why=why, by=user),
}
_DONE = {
    "approve": "已启用，下一次运行起运行；各届可在规则设置里停用。",
    "refuse": "没有同意，上传的人会看到原因。", "withdraw": "已撤回。",
    "end": "已停用；已有的预警还在，请答复。",
}  # fmt: skip
