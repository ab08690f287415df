"""The five signals by college and period, and rehearsals of an inspection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.problems import UnusableError
from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import colleges_seen, may_see_school
from quxiang.web.alerts.models import RuleRun
from quxiang.web.alerts.states import RunState
from quxiang.web.common.refusals import require
from quxiang.web.feedback.access import (
    OF_COLLEGES,
    TAKES,
    get_rehearsal_for,
    may_see_colleges,
    may_take,
    rehearsals_visible_to,
)
from quxiang.web.feedback.judging import Judged, judged
from quxiang.web.feedback.selectors import periods_judged
from quxiang.web.feedback.services.rehearsing import ask_for_rehearsal
from quxiang.web.feedback.views.taking import cohort_of
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges
from quxiang.web.roster.models import Cohort

#: rehearsals a page lists
SHOWN = 30


def _units(request: HttpRequest) -> Sequence[Unit]:
    """Return the colleges somebody sees the signals of."""
    user = reader(request)
    found = colleges(user.school_id)
    return list(found if may_see_school(user) else found.filter(pk__in=colleges_seen(user)))


def signals(request: HttpRequest) -> HttpResponse:
    """Show the signals of every college, or the own ones, as the last run of a period has them."""
    cohort = cohort_of(request)
    units = _units(request)
    require(may_see_colleges(reader(request)), OF_COLLEGES)
    periods = periods_judged(cohort)
    asked = request.GET.get("period", "")
    shown = next((each for each in periods if each.label == asked), next(iter(periods), None))
    found, said = _read(shown.run if shown is not None else None)
    rows = [] if found is None else [(each, found.of(each.name)) for each in units]
    context = {
        "cohort": cohort, "periods": periods, "shown": shown, "judged": found, "rows": rows,
        "school": found.of("") if found is not None and may_see_school(reader(request)) else (),
        "said": said, "tab": "signals",
    }  # fmt: skip
    return render(request, "feedback/signals.html", context)


def _read(run: RuleRun | None) -> tuple[Judged | None, str]:
    if run is None:
        return None, ""
    try:
        return judged(run), ""
    except UnusableError as error:
        return None, " ".join(f"{each.message}{each.remedy}" for each in error.problems)


def rehearsals(request: HttpRequest) -> HttpResponse:
    """Show the rehearsals of a cohort; the centre begins one."""
    return _rehearsals(request, cohort_of(request))


def _rehearsals(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    user = reader(request)
    require(may_see_colleges(user), OF_COLLEGES)
    rows = rehearsals_visible_to(user).filter(cohort=cohort).select_related("by", "run__job")
    listed = list(rows.defer("result")[:SHOWN])
    context = {
        "cohort": cohort, "rows": listed, "takes": may_take(user), "tab": "rehearsals",
        "busy": any(each.run.state == RunState.RUNNING for each in listed),
        "school": may_see_school(user),
    }  # fmt: skip
    return render(request, "feedback/rehearsals.html", context)


def rehearse(request: HttpRequest) -> HttpResponse:
    """Begin a rehearsal."""
    user = reader(request)
    require(may_take(user), TAKES)
    why = request.POST.get("why", "").strip()
    made = ask_for_rehearsal(cohort=cohort_of(request), why=why, by=user)
    messages.success(request, "预演已开始：先冻结数据，再运行全部规则，通常不到一分钟。")
    return redirect("feedback:rehearsal", made.pk)


def rehearsal(request: HttpRequest, rehearsal_id: int) -> HttpResponse:
    """Show what an inspection would find, college by college; printable for a meeting."""
    found = get_rehearsal_for(reader(request), rehearsal_id)
    school, seen = may_see_school(reader(request)), set(colleges_seen(reader(request)))
    result: Mapping[str, Any] = found.result or {}
    parts = [e for e in result.get("colleges", ()) if school or e["unit"] in seen]
    others = result.get("others") if school else None
    context = {
        "rehearsal": found, "run": found.run, "result": result, "parts": parts, "school": school,
        "others": others if others and others["rules"] else None,
        "busy": found.run.state == RunState.RUNNING,
    }  # fmt: skip
    return render(request, "feedback/rehearsal.html", context)
