"""Who went to one employer, by name, for those who may see them; through the gate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.employers.access import (
    SEES_PEOPLE,
    get_employer_for,
    may_see_whole,
    units_seen,
)
from quxiang.web.employers.models import Employer
from quxiang.web.employers.people import graduates_at
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.release.views import export_list
from quxiang.web.roster.lists import unit_names
from quxiang.web.roster.selectors import found_by


def _said(graduate: Any) -> str:
    version = graduate.registration.in_force
    return f"{version.code} {version.employer_name}" if version is not None else ""


PEOPLE = ListSpec(
    name="employed",
    title="去了这里的毕业生",
    columns=(
        Column("name", "姓名", order=("name",)),
        Column("student_no", "学号", order=("student_no",)),
        Column("cohort", "届", value=lambda g: f"{g.cohort.year} 届", order=("cohort__year",)),
        Column("college", "学院", value=lambda g: g.college.name),
        Column("major_name", "专业"),
        Column("said", "去向", value=_said),
    ),
    order=("-cohort__year", "college__order", "student_no"),
    search=found_by,
    filters=(
        Filter("year", "届", "cohort__year", lambda _: {}),
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=opening("destinations:one"),
    empty_title="没有您能看到的毕业生",
    empty_hint="还没有人登记到这里，或者去的人不归您的单位管。",
)  # fmt: skip


def _rows(request: HttpRequest, employer_id: int) -> tuple[Employer, ListSpec, Rows]:
    user = reader(request)
    found = get_employer_for(user, employer_id)
    require(may_see_whole(user) or bool(units_seen(user)), SEES_PEOPLE)
    related = ("cohort", "college", "registration__in_force")
    rows = graduates_at(user, found).select_related(*related)
    return found, replace(PEOPLE, title=f"{found.name}：毕业生"[:60]), rows


def people(request: HttpRequest, employer_id: int) -> HttpResponse:
    """List who went there, of every cohort."""
    found, spec, rows = _rows(request, employer_id)
    page = build(request, spec, rows)
    shows(request, page.ids)
    context = {"page": page, "employer": found}
    return render(request, "employers/people.html", context)


def export(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Let the list leave through the gate."""
    _, spec, rows = _rows(request, employer_id)
    return export_list(request, spec, rows)
