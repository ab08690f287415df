"""Rounds of 交叉互查: arrange one, see who checks whom, take back, end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.common.momentfield import MomentField
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import keys_in
from quxiang.web.orgs.selectors import colleges
from quxiang.web.worksheets.access import RUNS, get_round_for, may_run, sees_school
from quxiang.web.worksheets.models import CrossRound, CrossTask
from quxiang.web.worksheets.selectors import rounds_of, tasks_of
from quxiang.web.worksheets.services import crossing
from quxiang.web.worksheets.states import RoundState
from quxiang.web.worksheets.views.asked import cohort_in


class RoundForm(forms.Form):
    """How many of each college, until when, by which seed."""

    share = forms.IntegerField(label="每个学院抽取比例（%）", required=False)
    most = forms.IntegerField(label="或每个学院抽取份数", required=False)
    until = MomentField(label="截止时间")
    seed = forms.CharField(
        label="种子", required=False, max_length=40, help_text="留空由系统随机产生；都会显示。"
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for each in self.fields.values():
            each.widget.attrs.setdefault("class", "form-control")


def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds of a cohort, with the form for another."""
    require(sees_school(reader(request)), RUNS)
    return _listed(request)


def _listed(request: HttpRequest, form: RoundForm | None = None, problem: str = "") -> HttpResponse:
    user, cohort = reader(request), cohort_in(request)
    units = list(colleges(user.school_id))
    names = {each.pk: each.name for each in units}
    people = crossing.checkers_of(user.school_id, names) if may_run(user) else {}
    context = {
        "cohort": cohort, "rounds": rounds_of(cohort), "units": units, "runs": may_run(user),
        "people": _named(people, names), "form": form or RoundForm(), "problem": problem,
        "chosen_units": keys_in(request, "college"), "chosen": keys_in(request, "checker"),
    }  # fmt: skip
    status = 422 if problem or (form is not None and form.errors) else 200
    return render(request, "worksheets/rounds.html", context, status=status)


def _named(people: Mapping[int, set[int]], names: Mapping[int, str]) -> list[tuple[User, str]]:
    """Return staff with the colleges they hold a post in, by the first of these."""
    users = User.objects.filter(pk__in=people, closed_at__isnull=True)
    told = [
        (each, "、".join(names[u] for u in sorted(people[each.pk]) if u in names)) for each in users
    ]
    return sorted(told, key=lambda each: (each[1], each[0].number))


def make(request: HttpRequest) -> HttpResponse:
    """Arrange a round and show who checks whom."""
    user = reader(request)
    require(may_run(user), RUNS)
    cohort, form = cohort_in(request), RoundForm(request.POST)
    if not form.is_valid():
        return _listed(request, form)
    plan = crossing.Plan(
        keys_in(request, "college"), keys_in(request, "checker"), **form.cleaned_data
    )
    try:
        made = crossing.make_round(cohort=cohort, plan=plan, by=user)
    except InvalidError as refusal:
        return _listed(request, form, str(refusal))
    messages.success(request, f"已安排{made}。核查人现在就能看到名单里的记录。")
    return redirect("worksheets:round", made.pk)


def one(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show one round: its seed, who checks whom and how far they are."""
    return _shown(request, get_round_for(reader(request), round_id))


def _shown(request: HttpRequest, found: CrossRound, problem: str = "") -> HttpResponse:
    tasks = tasks_of(found)
    context = {
        "round": found, "tasks": tasks, "problem": problem,
        "acts": may_run(reader(request)) and found.state == RoundState.OPEN,
        "records": sum(each.records for each in tasks),
        "concluded": sum(each.concluded for each in tasks),
    }  # fmt: skip
    return render(request, "worksheets/round.html", context, status=422 if problem else 200)


def end(request: HttpRequest, round_id: int) -> HttpResponse:
    """End a round before its time."""
    user = reader(request)
    found = get_round_for(user, round_id)
    require(may_run(user), RUNS)
    try:
        crossing.end_round(found=found, reason=request.POST.get("reason", ""), by=user)
    except InvalidError as refusal:
        return _shown(request, found, str(refusal))
    messages.success(request, "已结束：名单里的记录，核查人不能再看。")
    return redirect("worksheets:round", found.pk)


def take_back(request: HttpRequest, round_id: int, task_id: int) -> HttpResponse:
    """Take one checker's records back."""
    user = reader(request)
    found = get_round_for(user, round_id)
    task = CrossTask.objects.filter(round=found, pk=task_id).first()
    if task is None:
        raise Http404
    require(may_run(user), RUNS)
    try:
        crossing.take_back(task=task, reason=request.POST.get("reason", ""), by=user)
    except InvalidError as refusal:
        return _shown(request, found, str(refusal))
    messages.success(request, "已收回：这位核查人不能再看这些记录。")
    return redirect("worksheets:round", found.pk)
