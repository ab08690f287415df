"""Answers given while the number or the password was new: the college calls each of them (N3.4)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.destinations.models import Confirmation
from quxiang.web.destinations.states import ConfirmationState
from quxiang.web.destinations.today import SEES_TODAY, may_see_today, scope_of
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.selectors import current_cohort, found_by

_WHO = "version__registration__graduate"


def _of(confirmation: Confirmation) -> Graduate:
    return confirmation.version.registration.graduate


def _found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(**{f"{_WHO}__in": found_by(Graduate.objects.all(), text).values("pk")})


MARKED = ListSpec(
    name="marked",
    title="须电话核实的答复",
    columns=(
        Column("name", "姓名", value=lambda c: _of(c).name, order=(f"{_WHO}__name",)),
        Column("student_no", "学号", value=lambda c: _of(c).student_no),
        Column("college", "学院", value=lambda c: c.college.name, order=("college__name",)),
        Column("state", "答复", value=lambda c: ConfirmationState(c.state).label),
        Column("at", "时间", order=("at",)),
        Column("marked", "为什么核实", labelled=True),
    ),
    order=("-at",),
    search=_found,
    filters=(
        Filter("state", "答复", "state", lambda _: dict(ConfirmationState.choices)),
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=lambda c: reverse("destinations:one", args=[_of(c).pk]),
    exportable=False,
    empty_title="没有须核实的答复",
    empty_hint="手机号被代改、账号重新激活后七天内作出的答复会列在这里，逐个致电本人核实。",
)  # fmt: skip


def marked(request: HttpRequest) -> HttpResponse:
    """List the marked answers on what each record now says."""
    user = reader(request)
    require(not user.is_graduate and may_see_today(user), SEES_TODAY)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    rows = Confirmation.objects.filter(
        ~Q(marked=""), school_id=user.school_id, version__registration__cohort=cohort,
        version__registration__current=F("version"),
    )  # fmt: skip
    if cohort is not None and (colleges := scope_of(user, cohort).colleges) is not None:
        rows = rows.filter(college_id__in=colleges)
    page = build(request, MARKED, rows.select_related(_WHO, "college"))
    shows(request, [_of(each).pk for each in page.objects])
    return render(request, "lists/page.html", {"page": page})
