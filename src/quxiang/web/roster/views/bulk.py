"""The same change for many graduates at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import keys_in
from quxiang.web.roster.access import RUNS_ROSTER, graduates_visible_to, may_run_roster
from quxiang.web.roster.forms import DatedForm, StatusForm, TransferForm
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.bulkchanges import set_status_of_many, transfer_many

MOST = 5_000


def _selected(request: HttpRequest) -> Sequence[Graduate]:
    """Return the selected graduates the reader may see; ids of others are passed over."""
    require(may_run_roster(reader(request)), RUNS_ROSTER)
    ids = keys_in(request, "selected")
    if not ids or len(ids) > MOST:
        raise InvalidError("请先在列表里选中要处理的毕业生。")
    found = graduates_visible_to(reader(request)).filter(pk__in=ids)
    return list(found.select_related("college"))


@require_POST
def set_status(request: HttpRequest) -> HttpResponse:
    """Ask for the new status, then give it to everybody selected."""
    selected = _selected(request)
    form = StatusForm(request.POST if "note" in request.POST else None)
    if form.is_bound and form.is_valid():
        done = set_status_of_many(graduates=selected, by=reader(request), **form.cleaned_data)
        return _done(request, f"已更改 {done.changed} 人的学籍状态。", done.left)
    return _asked(request, form, selected, "改学籍状态")


@require_POST
def transfer(request: HttpRequest) -> HttpResponse:
    """Ask for the college, then make it responsible for everybody selected."""
    selected = _selected(request)
    school_id = reader(request).school_id
    form = TransferForm(request.POST if "note" in request.POST else None, school_id=school_id)
    if form.is_bound and form.is_valid():
        done = transfer_many(graduates=selected, by=reader(request), **form.cleaned_data)
        college = form.cleaned_data["college"]
        return _done(request, f"已将 {done.changed} 人转到{college}。", done.left)
    return _asked(request, form, selected, "转到其他学院")


def _done(request: HttpRequest, sentence: str, left: int) -> HttpResponse:
    if left:
        sentence += f"另有 {left} 人刚被他人改动，没有更改，请核对后再选。"
    messages.success(request, sentence)
    return redirect("roster:graduates")


def _asked(
    request: HttpRequest, form: DatedForm, selected: Sequence[Graduate], title: str
) -> HttpResponse:
    shows(request, [each.pk for each in selected])
    context = {"form": form, "selected": selected, "title": title}
    status = 422 if form.is_bound else 200
    return render(request, "roster/bulk.html", context, status=status)
