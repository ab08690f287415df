"""Propose something of a college, resting on what was confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.assessment.access import (
    PROPOSES,
    colleges_visible_to,
    get_college_for,
    may_propose,
)
from quxiang.web.assessment.forms import ProposalForm
from quxiang.web.assessment.grounds import (
    candidates,
    case_words,
    complaint_words,
    handling_words,
    row_words,
)
from quxiang.web.assessment.models import Ground
from quxiang.web.assessment.services import proposing
from quxiang.web.assessment.terms import terms_of, uses_of
from quxiang.web.assessment.views.listing import cohort_of
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import keys_in
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort

K = Ground.Kind
#: of each kind a page offers so many, the newest
SHOWN = 100


def begin(request: HttpRequest) -> HttpResponse:
    """Choose the college."""
    require(may_propose(reader(request)), PROPOSES)
    cohort = cohort_of(request)
    context = {"cohort": cohort, "colleges": colleges_visible_to(reader(request))}
    return render(request, "assessment/begin.html", context)


def propose(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the form with what was confirmed of a college, and take it in."""
    college = get_college_for(reader(request), unit_id)
    require(may_propose(reader(request)), PROPOSES)
    cohort = cohort_of(request)
    if request.method != "POST":
        return _form(request, cohort, college, ProposalForm(cohort))
    form = ProposalForm(cohort, request.POST)
    if not form.is_valid():
        return _form(request, cohort, college, form, 422)
    grounds = {str(kind): keys_in(request, kind) for kind in K}
    proposal = proposing.Proposal(grounds=grounds, **form.cleaned_data)
    try:
        made = proposing.propose(
            cohort=cohort, college=college, proposal=proposal, by=reader(request)
        )
    except InvalidError as error:
        form.add_error(None, str(error))
        return _form(request, cohort, college, form, 422)
    messages.success(request, f"已提出，已通知{college}在 {made.reply_due_on} 前答复。")
    return redirect("assessment:one", made.pk)


def _form(
    request: HttpRequest, cohort: Cohort, college: Unit, form: ProposalForm, status: int = 200
) -> HttpResponse:
    offered = []
    for kind, rows in candidates(reader(request), cohort, college).items():
        listed = list(rows[: SHOWN + 1])
        shown = _offered(kind, listed[:SHOWN], cohort)
        ticked = set(keys_in(request, kind))
        told = [(key, words, key in ticked) for key, words in shown]
        offered.append((kind, K(kind).label, told, len(listed) > SHOWN))
    context = {
        "cohort": cohort, "college": college, "form": form, "offered": offered,
        "terms": terms_of(cohort.pk), "uses": uses_of(cohort).values(), "most": SHOWN,
    }  # fmt: skip
    return render(request, "assessment/propose.html", context, status=status)


def _offered(kind: str, rows: list[Any], cohort: Cohort) -> list[tuple[int, str]]:
    """Return what may be ticked, in words that name nobody."""
    if kind == K.HANDLING:
        words = handling_words(rows, cohort)
    else:
        say: Any = {K.CASE: case_words, K.FEEDBACK: row_words, K.COMPLAINT: complaint_words}[
            K(kind)
        ]
        words = [say(each) for each in rows]
    return [(each.pk, said) for each, said in zip(rows, words, strict=True)]
