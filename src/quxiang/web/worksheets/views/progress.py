"""How far the checking is, college by college, and the conclusions as a workbook."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.common.momentfield import MomentField
from quxiang.web.common.refusals import require
from quxiang.web.release.views import export_list
from quxiang.web.worksheets.access import SEES, colleges_seen, may_run, may_see_progress
from quxiang.web.worksheets.lists import CONCLUSIONS
from quxiang.web.worksheets.selectors import conclusions_at, progress_of, summed
from quxiang.web.worksheets.views.asked import cohort_in


class AtForm(forms.Form):
    """As known at which moment; empty is now."""

    at = MomentField(label="按当时所知", required=True)


def moment_in(request: HttpRequest) -> tuple[datetime | None, str]:
    """Return the moment asked for, and what is wrong with it; one that has not come is refused."""
    if not request.GET.get("at", ""):
        return None, ""
    form = AtForm(request.GET)
    if not form.is_valid():
        return None, str(form.errors["at"][0])
    at: datetime = form.cleaned_data["at"]
    late = at > clock.now()
    return (None, "这个时刻还没有到，请选以前的时刻。") if late else (at, "")


def progress(request: HttpRequest) -> HttpResponse:
    """Show how many records each side has concluded on."""
    user = reader(request)
    require(may_see_progress(user), SEES)
    cohort = cohort_in(request)
    at, problem = moment_in(request)
    rows = progress_of(user, cohort, at)
    context = {
        "cohort": cohort, "rows": rows, "at": at, "problem": problem, "runs": may_run(user),
        "typed": request.GET.get("at", ""),
        "total": [
            summed([each.own for each in rows]), summed([each.cross for each in rows]),
            summed([each.centre for each in rows]),
        ],
    }  # fmt: skip
    status = 422 if problem else 200
    return render(request, "worksheets/progress.html", context, status=status)


def export(request: HttpRequest) -> HttpResponse:
    """Let the conclusions that stand, or stood at a moment, leave through the gate."""
    user = reader(request)
    require(may_see_progress(user), SEES)
    at, _ = moment_in(request)
    rows = conclusions_at(cohort_in(request), at or clock.now()).filter(school_id=user.school_id)
    seen = colleges_seen(user)
    if seen is not None:
        rows = rows.filter(college__in=seen)
    related = rows.select_related("graduate", "college", "by", "case")
    return export_list(request, CONCLUSIONS, related, subject="graduate_id")
