"""The roster as a list, and everything about one graduate."""

from __future__ import annotations

from django import forms
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.access import may_send_code
from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.selectors import marked_logins, present_marks
from quxiang.web.audit import trail
from quxiang.web.audit.middleware import shows
from quxiang.web.common import sealed
from quxiang.web.common.errors import error_page
from quxiang.web.common.refusals import require
from quxiang.web.common.requests import seen_in
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Rows
from quxiang.web.release.views import export_list
from quxiang.web.roster.access import (
    REVEALS,
    RUNS_ROSTER,
    get_graduate_for,
    graduates_visible_to,
    may_reveal,
    may_run_roster,
    may_see_lists,
)
from quxiang.web.roster.forms import RemovalForm, StatusForm, TransferForm
from quxiang.web.roster.lists import GRADUATES, LISTED, level_names
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.roster.selectors import chosen_cohort, cohorts_of, current_cohort, history_of
from quxiang.web.roster.services import changes

#: what somebody reads whose change was about facts another has changed meanwhile
CHANGED = (
    "您打开这一页之后，这名毕业生的信息已经变了，您的改动没有保存。请看下面现在的内容和历史；"
    "您填写的都还在，核对后可以再次提交。"
)


def _rows(request: HttpRequest, cohort: Cohort | None) -> Rows:
    rows = graduates_visible_to(reader(request)).filter(cohort=cohort, removed=False)
    said = Case(When(registration__current__isnull=False, then=Value("yes")), default=Value("no"))
    return rows.annotate(registered=said).values_list("pk", *LISTED, named=True)


def graduates(request: HttpRequest) -> HttpResponse:
    """Show the graduates the reader may see, of one cohort."""
    cohorts = list(cohorts_of(reader(request).school_id))
    cohort = chosen_cohort(cohorts, request.GET.get("cohort", ""))
    page = build(request, GRADUATES, _rows(request, cohort))
    shows(request, page.ids)
    context = {
        "page": page,
        "cohort": cohort,
        "cohorts": cohorts,
        "runs_roster": may_run_roster(reader(request)),
        "counts": may_see_lists(reader(request)),
    }
    return render(request, "roster/graduates.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate."""
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    return export_list(request, GRADUATES, _rows(request, cohort))


def graduate(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show everything about one graduate: facts, advisers, history."""
    return _detail(request, get_graduate_for(reader(request), graduate_id))


def _detail(
    request: HttpRequest, found: Graduate, status: int = 200, **forms: object
) -> HttpResponse:
    user = reader(request)
    shows(request, [found.pk])
    context = {
        "graduate": found,
        "level": level_names().get(found.level, found.level),
        "history": history_of(found),
        "advising": found.advising.filter(ended_at__isnull=True)
        .select_related("adviser")
        .only("kind", "adviser__name"),
        "runs_roster": may_run_roster(user),
        "changes": may_run_roster(user) and found.cohort.archived_at is None,
        "reveals": may_reveal(user, found),
        "sends_code": not user.is_graduate and may_send_code(user, found),
        "marks": () if user.is_graduate else present_marks(found.person.user),
        "marked": () if user.is_graduate else marked_logins(found.person.user),
        "status_form": StatusForm(initial={"status": found.status}),
        "transfer_form": TransferForm(school_id=found.school_id),
        "removal_form": RemovalForm(),
        "overtaken": CHANGED if status == 409 else "",
        **forms,
    }
    return render(request, "roster/graduate.html", context, status=status)


def reveal(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show the whole identity number, for a reason that is written down."""
    found = get_graduate_for(reader(request), graduate_id)
    require(may_reveal(reader(request), found), REVEALS)
    reason = request.POST.get("reason", "").strip()
    if len(reason) < 4:
        return error_page(request, 422, "请写明查看完整号码的原因（至少 4 个字）。")
    number = sealed.unseal(found.person.identity_sealed, "identity")
    with trail.atomic():
        trail.record("reveal", found, by=reader(request), reason=reason, subjects=[found.pk])
    shows(request, [found.pk])
    response = render(request, "roster/reveal.html", {"graduate": found, "number": number})
    response.headers["Cache-Control"] = "no-store"
    return response


def _refusal(request: HttpRequest, found: Graduate, form: forms.Form) -> int:
    """Return why a change is not made, 422 or 409, and 0 where it is.

    What was typed about facts somebody else has changed since is never written over theirs.
    """
    if not form.is_valid():
        return 422
    return 0 if seen_in(request) == found.current_id else 409


def set_status(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Give one graduate a status from a day on."""
    found = get_graduate_for(reader(request), graduate_id)
    require(may_run_roster(reader(request)), RUNS_ROSTER)
    form = StatusForm(request.POST)
    if status := _refusal(request, found, form):
        return _detail(request, found, status, status_form=form)
    changes.set_status(graduates=[found], by=reader(request), **form.cleaned_data)
    return redirect("roster:graduate", found.pk)


def transfer(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Make another college responsible for one graduate."""
    found = get_graduate_for(reader(request), graduate_id)
    require(may_run_roster(reader(request)), RUNS_ROSTER)
    form = TransferForm(request.POST, school_id=found.school_id)
    if status := _refusal(request, found, form):
        return _detail(request, found, status, transfer_form=form)
    changes.transfer(graduates=[found], by=reader(request), **form.cleaned_data)
    return redirect("roster:graduate", found.pk)


def remove(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Take one graduate off the roster, or put them back."""
    found = get_graduate_for(reader(request), graduate_id)
    require(may_run_roster(reader(request)), RUNS_ROSTER)
    form = RemovalForm(request.POST)
    if status := _refusal(request, found, form):
        return _detail(request, found, status, removal_form=form)
    act = changes.restore if found.removed else changes.remove
    act(graduate=found, note=form.cleaned_data["note"], by=reader(request))
    return redirect("roster:graduate", found.pk)
