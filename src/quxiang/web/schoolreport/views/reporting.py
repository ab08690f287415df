"""The school's report: of which cohort, its sections, its words, its files, freezing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.documents.views.one import file_response, site_of
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.schoolreport.access import (
    DRAFTS,
    SEES,
    get_report_for,
    may_draft,
    may_see,
    reports_visible_to,
)
from quxiang.web.schoolreport.forms import TextsForm
from quxiang.web.schoolreport.models import SchoolReport
from quxiang.web.schoolreport.paper import data_of, pdf_of
from quxiang.web.schoolreport.sections import SECTIONS
from quxiang.web.schoolreport.services import writing
from quxiang.web.schoolreport.states import ReportState
from quxiang.web.schoolreport.wordfile import word_of
from quxiang.web.wordfiles.selectors import WORD


def cohort_of(request: HttpRequest) -> Cohort:
    """Return the cohort a page is about; refuses whoever reads no report."""
    require(may_see(reader(request)), SEES)
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def report(request: HttpRequest) -> HttpResponse:
    """Open the report of a cohort, or say that there is none yet."""
    cohort = cohort_of(request)
    found = reports_visible_to(reader(request)).filter(cohort=cohort).first()
    if found is not None:
        return redirect("schoolreport:one", found.pk)
    return _none(request, cohort)


def _none(request: HttpRequest, cohort: Cohort, refusal: str = "") -> HttpResponse:
    context = {"cohort": cohort, "drafts": may_draft(reader(request)), "refusal": refusal}
    status = 422 if refusal else 200
    return render(request, "schoolreport/none.html", context, status=status)


def draft(request: HttpRequest) -> HttpResponse:
    """Draft the report of a cohort."""
    require(may_draft(reader(request)), DRAFTS)
    cohort = cohort_of(request)
    try:
        made = writing.draft(cohort=cohort, by=reader(request))
    except InvalidError as error:
        return _none(request, cohort, str(error))
    messages.success(request, "已起草，表里的数已取好；请修改文字后定稿。")
    return redirect("schoolreport:one", made.pk)


def one(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show a report as it would be printed, each number leading to what explains it."""
    return _shown(request, get_report_for(reader(request), report_id))


def _shown(request: HttpRequest, found: SchoolReport, refusal: str = "") -> HttpResponse:
    drafts = may_draft(reader(request)) and found.state == ReportState.DRAFTED
    context = {"report": found, "data": data_of(found), "drafts": drafts, "refusal": refusal}
    return render(request, "schoolreport/one.html", context, status=422 if refusal else 200)


def edit(request: HttpRequest, report_id: int) -> HttpResponse:
    """Word a report."""
    found = get_report_for(reader(request), report_id)
    require(may_draft(reader(request)), DRAFTS)
    if request.method != "POST":
        given = {"title": found.title, **found.texts}
        return _form(request, found, TextsForm(initial=given))
    form = TextsForm(request.POST)
    if not form.is_valid():
        return _form(request, found, form, 422)
    said = dict(form.cleaned_data)
    writing.word(
        report=found, title=said.pop("title"), texts={k: str(v) for k, v in said.items()},
        seen=seen_in(request), by=reader(request),
    )  # fmt: skip
    messages.success(request, "已保存。")
    return redirect("schoolreport:one", found.pk)


def _form(
    request: HttpRequest, found: SchoolReport, form: TextsForm, status: int = 200
) -> HttpResponse:
    context = {"report": found, "form": form, "sections": SECTIONS}
    return render(request, "schoolreport/edit.html", context, status=status)


def draw(request: HttpRequest, report_id: int) -> HttpResponse:
    """Draw the numbers anew."""
    found = get_report_for(reader(request), report_id)
    require(may_draft(reader(request)), DRAFTS)
    try:
        writing.draw_again(report=found, seen=seen_in(request), by=reader(request))
    except InvalidError as error:
        return _shown(request, found, str(error))
    messages.success(request, "已按最新快照和现在的记录重新取数，文字没有变。")
    return redirect("schoolreport:one", found.pk)


def freeze(request: HttpRequest, report_id: int) -> HttpResponse:
    """Freeze a report as a paper to be signed."""
    found = get_report_for(reader(request), report_id)
    require(may_draft(reader(request)), DRAFTS)
    try:
        paper = writing.freeze(
            report=found, seen=seen_in(request), by=reader(request), site=site_of(request)
        )
    except InvalidError as error:
        return _shown(request, found, str(error))
    messages.success(request, "已定稿；请送签，由学校党政两位主要负责同志审核同意。")
    return redirect("papers:one", paper.pk)


def pdf(request: HttpRequest, report_id: int) -> HttpResponse:
    """Give a look at the PDF."""
    found = get_report_for(reader(request), report_id)
    name = f"{found.title}.pdf"
    return file_response(pdf_of(found, site_of(request)), "application/pdf", name)


def word(request: HttpRequest, report_id: int) -> HttpResponse:
    """Give the Word file."""
    found = get_report_for(reader(request), report_id)
    return file_response(word_of(found), WORD, f"{found.title}.docx")
