"""Visits to an employer: plan, report, call off, look at the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, TooLargeError, require
from quxiang.web.employers.access import (
    KEEPS_EMPLOYERS,
    get_employer_for,
    get_visit_for,
    may_keep_employers,
)
from quxiang.web.employers.forms import PlanForm, ReportForm
from quxiang.web.employers.models import Visit
from quxiang.web.employers.services import visiting
from quxiang.web.employers.views.one import employer_page
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.uploads import content_of, in_memory
from quxiang.web.evidence.views.files import page_picture


def plan(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Plan a visit."""
    found = get_employer_for(reader(request), employer_id)
    require(may_keep_employers(reader(request)), KEEPS_EMPLOYERS)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return employer_page(request, found, 422, plan=form)
    visiting.plan(employer=found, by=reader(request), **form.cleaned_data)
    messages.success(request, "已安排走访，回来后在这里填写结果。")
    return redirect("employers:employer", found.pk)


@in_memory
def report(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Keep what a visit found, or say why not."""
    visit = get_visit_for(reader(request), visit_id)
    require(may_keep_employers(reader(request)), KEEPS_EMPLOYERS)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _again(request, visit, form)
    try:
        content = content_of(request) if request.FILES.getlist("file") else b""
        visiting.report(visit=visit, content=content, by=reader(request), **form.cleaned_data)
    except InvalidError as error:
        for problem in error.problems:
            where = problem.where.column
            text = f"{problem.message}{problem.remedy}"
            form.add_error(where if where in form.fields else None, text)
        return _again(request, visit, form, 413 if isinstance(error, TooLargeError) else 422)
    messages.success(request, "走访结果已保存，不能再改；有新的情况请另安排走访。")
    return redirect("employers:employer", visit.employer_id)


def _again(request: HttpRequest, visit: Visit, form: ReportForm, status: int = 422) -> HttpResponse:
    return employer_page(request, visit.employer, status, report=form, reported=visit.pk)


def call_off(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Call a visit off, with a reason."""
    visit = get_visit_for(reader(request), visit_id)
    visiting.call_off(visit=visit, reason=request.POST.get("reason", ""), by=reader(request))
    messages.success(request, "已取消这次走访。")
    return redirect("employers:employer", visit.employer_id)


def page(request: HttpRequest, visit_id: int, number: int) -> HttpResponse:
    """Give one page of a visit's file as a picture."""
    found = get_visit_for(reader(request), visit_id)
    require(may_open(reader(request)), "您的岗位只能看到有这份附件，不能打开它。")
    if not 1 <= number <= found.pages:
        raise Http404
    return page_picture(request, found, number)
