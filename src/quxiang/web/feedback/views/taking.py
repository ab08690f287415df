"""The lists from above, one list, one row; taking a list in and assigning its rows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import SEES, may_see_cases, may_see_school
from quxiang.web.alerts.lists import TONES, state_of
from quxiang.web.alerts.selectors import desk_name
from quxiang.web.alerts.services.opening import DESKS
from quxiang.web.alerts.states import CaseState
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.feedback.access import (
    TAKES,
    get_list_for,
    get_row_for,
    may_see_colleges,
    may_take,
    rows_visible_to,
)
from quxiang.web.feedback.forms import AboutForm, TakeForm
from quxiang.web.feedback.lists import MATCHES, ROWS
from quxiang.web.feedback.models import FeedbackList, FeedbackRow, Match, Source
from quxiang.web.feedback.selectors import candidates_of, cells_of, lists_of
from quxiang.web.feedback.services import assigning, keeping
from quxiang.web.imports.services import uploading
from quxiang.web.lists.page import build
from quxiang.web.orgs.selectors import colleges
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort


def cohort_of(request: HttpRequest) -> Cohort:
    """Return the cohort a page is about; refuses whoever sees nothing of feedback."""
    require(may_see_cases(reader(request)), SEES)
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def lists(request: HttpRequest) -> HttpResponse:
    """Show the lists of a cohort and how far each has come."""
    return _lists(request, cohort_of(request), TakeForm())


def _lists(
    request: HttpRequest, cohort: Cohort, form: TakeForm, said: str = "", status: int = 200
) -> HttpResponse:
    user = reader(request)
    context = {
        "cohort": cohort, "rows": lists_of(user, cohort), "form": form, "said": said,
        "takes": may_take(user), "school": may_see_school(user), "tab": "lists",
        "judges": may_see_colleges(user),
    }  # fmt: skip
    return render(request, "feedback/lists.html", context, status=status)


def take(request: HttpRequest) -> HttpResponse:
    """Take in the file of a list; its columns and rows are looked at before anything changes."""
    user = reader(request)
    require(may_take(user), TAKES)
    cohort = cohort_of(request)
    form = TakeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _lists(request, cohort, form, status=422)
    file = form.cleaned_data["file"]
    if file.size > uploading.LARGEST:  # before it is read into memory
        raise uploading.too_large(file.name)
    try:
        made = keeping.take(
            cohort=cohort, about=form.about(), filename=file.name, content=file.read(), by=user
        )
    except InvalidError as error:
        return _lists(request, cohort, form, str(error), 422)
    return redirect("imports:one", made.pk)


def one(request: HttpRequest, list_id: int) -> HttpResponse:
    """Show the rows of a list somebody sees."""
    found = get_list_for(reader(request), list_id)
    return _one(request, found, AboutForm(initial=_initial(found)))


def _initial(of: FeedbackList) -> dict[str, Any]:
    names = ("round", "document_no", "received_on", "due_on")
    told = {name: getattr(of, name) for name in names}
    return told | ({"source": of.source} if of.source != Source.UNTOLD else {"round": ""})


def _one(
    request: HttpRequest, of: FeedbackList, form: AboutForm, said: str = "", status: int = 200
) -> HttpResponse:
    user = reader(request)
    related = ("graduate", "college", "case__college")
    rows = rows_visible_to(user).filter(of=of).select_related(*related)
    page = build(request, ROWS, rows)
    shows(request, [each.graduate_id for each in page.objects if each.graduate_id is not None])
    context = {
        "page": page, "of": of, "form": form, "said": said,
        "takes": may_take(user), "untold": of.source == Source.UNTOLD,
    }  # fmt: skip
    return render(request, "feedback/list.html", context, status=status)


def describe(request: HttpRequest, list_id: int) -> HttpResponse:
    """Set right who sent a list, its number and its dates."""
    found, user = get_list_for(reader(request), list_id), reader(request)
    require(may_take(user), TAKES)
    form = AboutForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form, status=422)
    try:
        keeping.describe(of=found, about=form.about(), by=user)
    except InvalidError as error:
        return _one(request, found, form, str(error), 422)
    messages.success(request, "已保存；还没有答复的，期限一并改了。")
    return redirect("feedback:list", found.pk)


def row(request: HttpRequest, row_id: int) -> HttpResponse:
    """Show one row: what stood in the file, whom it is about, the case, and assign it."""
    return _row(request, get_row_for(reader(request), row_id))


def _row(
    request: HttpRequest, found: FeedbackRow, said: str = "", status: int = 200
) -> HttpResponse:
    user, case = reader(request), found.case
    takes = may_take(user)
    known = found.graduate.student_no if found.graduate is not None else ""
    candidates = candidates_of(found) if takes else []
    about = [found.graduate_id] if found.graduate_id is not None else []
    shows(request, sorted({*about, *(each.pk for each in candidates)}))
    context = {
        "row": found, "cells": cells_of(found), "case": case, "said": said,
        "state": state_of(case), "tone": TONES[CaseState(case.state)], "desk": desk_name(case),
        "match": Match(found.match), "match_tone": MATCHES[Match(found.match)],
        "candidates": candidates, "assigns": takes and case.state == CaseState.OPEN,
        "colleges": colleges(found.school_id) if takes else (), "desks": DESKS.items(),
        "number": request.POST.get("student_no", known),
        "seen": assigning.as_seen(found), "given": request.POST,
    }  # fmt: skip
    return render(request, "feedback/row.html", context, status=status)


def assign(request: HttpRequest, row_id: int) -> HttpResponse:
    """Say whom a row is about and who answers it."""
    found, user = get_row_for(reader(request), row_id), reader(request)
    require(may_take(user), TAKES)
    asked = {name: request.POST.get(name, "") for name in ("student_no", "college", "desk", "seen")}
    try:
        assigning.assign(row=found, choice=assigning.Choice(**asked), by=user)
    except InvalidError as error:
        return _row(request, found, str(error), 422)
    messages.success(request, "已指定，由答复的一方处理。")
    return redirect("feedback:row", found.pk)
