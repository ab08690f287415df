"""Yearly sheets: all colleges on one page, one of them as page and PDF, and through the gate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.assessment.access import colleges_visible_to, get_college_for, may_see_school
from quxiang.web.assessment.lists import TONES
from quxiang.web.assessment.printing import print_sheet, rows_of
from quxiang.web.assessment.sheets import sheets_of
from quxiang.web.assessment.states import ListingState
from quxiang.web.assessment.terms import uses_of
from quxiang.web.assessment.views.listing import cohort_of
from quxiang.web.documents import store
from quxiang.web.documents.views.one import file_response as document_response
from quxiang.web.documents.views.one import site_of
from quxiang.web.release.services import gate
from quxiang.web.release.views import PurposeForm, file_response

TITLE = "学院年度考核表"
COLUMNS = ("学院", "部分", "项目", "定义", "来源", "分子", "分母", "结果")


def sheets(request: HttpRequest) -> HttpResponse:
    """Show the sheets of every college somebody sees, in the colleges' own order: no ranking."""
    cohort = cohort_of(request)
    basis, found = sheets_of(cohort, colleges_visible_to(reader(request)))
    context = {"cohort": cohort, "basis": basis, "sheets": found}
    return render(request, "assessment/sheets.html", context)


def sheet(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the sheet of one college, with what each number is."""
    college = get_college_for(reader(request), unit_id)
    cohort = cohort_of(request)
    basis, (found,) = sheets_of(cohort, [college])
    known = uses_of(cohort)
    told = [
        (each, TONES[ListingState(each.state)],
         "、".join(row.name for code, row in known.items() if code in each.uses))
        for each in found.listings
    ]  # fmt: skip
    context = {
        "cohort": cohort, "basis": basis, "sheet": found, "listings": told,
        "school": may_see_school(reader(request)), "uses": known.values(),
    }  # fmt: skip
    return render(request, "assessment/sheet.html", context)


def printed(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Make the sheet of one college as a numbered PDF, and give it."""
    college = get_college_for(reader(request), unit_id)
    cohort = cohort_of(request)
    made = print_sheet(cohort=cohort, college=college, site=site_of(request), by=reader(request))
    name = f"{made.get_kind_display()}{made.label}.pdf"
    return document_response(store.content_of(made), "application/pdf", name)


def export(request: HttpRequest) -> HttpResponse:
    """Ask for the purpose, then let the sheets leave through the gate."""
    cohort = cohort_of(request)
    units = list(colleges_visible_to(reader(request)))
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        basis, found = sheets_of(cohort, units)
        released = gate(
            reader(request), what=TITLE, purpose=form.cleaned_data["purpose"], columns=COLUMNS,
            rows=rows_of(basis, found),
        )  # fmt: skip
        return file_response(released)
    context = {"form": form, "cohort": cohort, "count": len(units), "title": TITLE}
    return render(request, "assessment/export.html", context, status=422 if form.errors else 200)
