"""A survey planned, and each step of its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.estimates.drawing import frame_hash
from quxiang.web.accounts.readers import reader
from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.documents.views.one import site_of
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.verification.access import PLANS, get_survey_for, may_plan
from quxiang.web.verification.forms import PlanForm
from quxiang.web.verification.models import SampledRecord
from quxiang.web.verification.services import planning
from quxiang.web.verification.views.reading import REASONED, shown


def plan(request: HttpRequest) -> HttpResponse:
    """Plan a survey of the cohort at hand."""
    user = reader(request)
    require(may_plan(user), PLANS)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    standard = standard_of(user.school_id, cohort.scheme)
    form = PlanForm(request.POST or None, cohort=cohort, standard=standard)
    said = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = planning.plan(cohort=cohort, options=form.options(), by=user)
            return redirect("verification:one", made.pk)
        except InvalidError as error:
            said = str(error)
    context = {"form": form, "cohort": cohort, "said": said}
    status = 422 if said or form.errors else 200
    return render(request, "verification/plan.html", context, status=status)


def _acting(verb: str, does: Callable[..., Any], said: str) -> Callable[..., HttpResponse]:
    """Return a view that takes one step and goes back to the survey."""

    def act(request: HttpRequest, survey_id: int) -> HttpResponse:
        user = reader(request)
        survey = get_survey_for(user, survey_id)
        require(may_plan(user), PLANS)
        more: dict[str, Any] = {}
        if verb in REASONED:
            more["reason"] = request.POST.get("reason", "")
        if verb == "fix":
            more["site"] = site_of(request)
        try:
            count = does(survey=survey, seen=seen_in(request), by=user, **more)
        except InvalidError as error:
            return shown(request, survey, str(error))
        messages.success(request, said.format(count=count))
        return redirect("verification:one", survey.pk)

    return act


ACTS = {
    verb: _acting(verb, does, said)
    for verb, does, said in (
        ("fix", planning.fix, "方案已固定：种子和名单散列已写入留痕，并印在 PDF 里。"),
        ("draw", planning.draw, "已抽取。抽到谁，学院和指导老师在结束前都看不到。"),
        ("start", planning.start, "已开始，核查员现在可以取记录。"),
        ("close", planning.close, "已结束，不一致的立为 {count} 件预警，由各学院答复。"),
        ("drop", planning.drop, "已作废，仍然留在列表里。"),
    )
}


def verify(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Draw once more from what was fixed, and compare with what was kept."""
    user = reader(request)
    survey = get_survey_for(user, survey_id)
    if survey.drawn_at is None:
        raise Http404
    members = planning.members_of(survey)
    same = frame_hash(each.unit for each in members) == survey.frame_sha256
    by_name = {each.name: each for each in members}
    for number, names in enumerate(planning.drawn_again(survey, members), 1):
        rows = SampledRecord.objects.filter(survey=survey, round=number).order_by("order")
        kept = list(rows.values_list("graduate_id", "version_id"))
        same = same and kept == [(by_name[n].graduate, by_name[n].version) for n in names]
    with trail.atomic():
        trail.record("survey.verify", survey, by=user, after={"same": same})
    if same:
        messages.success(request, "重抽一致：名单散列相符，按同一种子抽出的人和次序完全相同。")
    else:
        messages.error(request, "重抽不一致：名单、种子或抽中的记录被改动过。请停止使用并报告。")
    return redirect("verification:one", survey.pk)
