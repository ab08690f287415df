"""Surveys, one of them, what it found; its frame, its plan as a PDF."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.documents import store
from quxiang.web.documents.views.one import file_response
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import active_appointments
from quxiang.web.release.services import gate
from quxiang.web.release.views import PurposeForm
from quxiang.web.release.views import file_response as released_response
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.verification.access import (
    PLANS,
    SEES,
    get_survey_for,
    may_plan,
    may_see,
    surveys_visible_to,
)
from quxiang.web.verification.exporting import columns_of, rows_of
from quxiang.web.verification.models import Kind, Survey
from quxiang.web.verification.printing import facts_of, named_strata
from quxiang.web.verification.results import results_of, unheard_in
from quxiang.web.verification.services.planning import drawn_again, members_of
from quxiang.web.verification.states import SURVEYS, TONES, SurveyState

WORDS = {
    "fix": "固定方案", "draw": "抽取", "start": "开始核查", "close": "结束核查", "drop": "作废",
}  # fmt: skip
REASONED = ("close", "drop")
BEGUN = (SurveyState.RUNNING, SurveyState.CLOSED)


def surveys(request: HttpRequest) -> HttpResponse:
    """List a school's surveys, the newest first."""
    user = reader(request)
    require(may_see(user), SEES)
    rows = surveys_visible_to(user).select_related("cohort").defer("frame_sealed")[:50]
    context = {
        "rows": [(each, TONES[SurveyState(each.state)]) for each in rows],
        "may": may_plan(user), "cohort": current_cohort(user),
    }  # fmt: skip
    return render(request, "verification/surveys.html", context)


def one(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Show one survey: how it is planned, what is fixed, what is next."""
    return shown(request, get_survey_for(reader(request), survey_id))


def shown(request: HttpRequest, survey: Survey, said: str = "") -> HttpResponse:
    user = reader(request)
    may = {each.name for each in SURVEYS.from_state(survey.state)} if may_plan(user) else set()
    held = active_appointments(clock.now()).filter(school_id=survey.school_id)
    callers = held.filter(kind=PostKind.CALLER).values_list("user_id", flat=True)
    context = {
        "survey": survey, "tone": TONES[SurveyState(survey.state)], "facts": facts_of(survey),
        "strata": named_strata(survey), "said": said, "plans": may_plan(user),
        "acts": [(each, WORDS[each], each in REASONED) for each in WORDS if each in may],
        "begun": survey.state in BEGUN, "callers": len(set(callers)),
        "goes": goes_to(survey) and may_plan(user),
        "drawn": survey.drawn_at is not None,
    }  # fmt: skip
    return render(request, "verification/one.html", context, status=422 if said else 200)


def goes_to(survey: Survey) -> bool:
    """Say whether visits can be planned for a survey now."""
    return survey.kind == Kind.VISITS and survey.state == SurveyState.RUNNING


def results(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Show what a survey found so far, or in the end."""
    survey = _begun(request, survey_id)
    context = {
        "survey": survey, "tone": TONES[SurveyState(survey.state)], "found": results_of(survey),
        "silent": [str(each.label) for each in unheard_in(survey)], "now": clock.now(),
    }  # fmt: skip
    return render(request, "verification/results.html", context)


def _begun(request: HttpRequest, survey_id: int) -> Survey:
    survey = get_survey_for(reader(request), survey_id)
    if survey.state not in BEGUN:
        raise Http404
    return survey


def export(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Let the results leave through the gate; they name no graduate."""
    survey = _begun(request, survey_id)
    form = PurposeForm(request.POST or None)
    title = "抽查核实结果"
    if request.method == "POST" and form.is_valid():
        released = gate(
            reader(request), what=title, purpose=form.cleaned_data["purpose"],
            columns=columns_of(survey),
            rows=rows_of(results_of(survey)),
        )  # fmt: skip
        return released_response(released)
    return _purpose(request, form, survey, title)


def frame(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Let the frame leave with who was drawn, by code only, to be drawn again elsewhere."""
    user = reader(request)
    survey = get_survey_for(user, survey_id)
    require(may_plan(user), PLANS)
    if not survey.frame_sealed:
        raise Http404
    form = PurposeForm(request.POST or None)
    title = "抽查名单（代号）"
    if request.method == "POST" and form.is_valid():
        members = members_of(survey)
        drawn: dict[str, list[str]] = defaultdict(list)
        if survey.drawn_at is not None:
            for names, word in zip(drawn_again(survey, members), ("抽中", "复核"), strict=True):
                for name in names:
                    drawn[name].append(word)
        released = gate(
            user, what=title, purpose=form.cleaned_data["purpose"],
            columns=("代号", "层", "抽取"), subjects=[each.graduate for each in members],
            rows=((e.name, e.stratum, "、".join(drawn[e.name])) for e in members),
        )  # fmt: skip
        return released_response(released)
    return _purpose(request, form, survey, title)


def _purpose(request: HttpRequest, form: Any, survey: Survey, title: str) -> HttpResponse:
    context = {"form": form, "survey": survey, "title": title}
    return render(request, "verification/export.html", context, status=422 if form.errors else 200)


def pdf(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Give the plan as it was printed before anybody was drawn."""
    survey = get_survey_for(reader(request), survey_id)
    if survey.document is None:
        raise Http404
    content = store.content_of(survey.document)
    return file_response(content, "application/pdf", f"{survey.document.label}.pdf")
