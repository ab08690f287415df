"""季后变更: what was changed after the closing day, as a list of its own, through the gate."""

from __future__ import annotations

from django.db.models import F, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.standards import load
from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.destinations.models import Version
from quxiang.web.destinations.selectors import changed_after, closing_of
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.destinations.today import SEES_TODAY, may_see_today, scope_of
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows
from quxiang.web.orgs.models import Unit
from quxiang.web.release.views import export_list
from quxiang.web.roster.lists import unit_names
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort


def _link(row: Version) -> str:
    return f"/destinations/{row.registration.graduate_id}/changes/?after={row.number}"


def _state(row: Version) -> str:
    if row.registration.current_id != row.pk:
        return "已有更新的一版"
    return RegistrationState(row.registration.state).label


def _named(code: str | None) -> str:
    """Return a code with what it is called."""
    row = load().destinations.get(code or "")
    return f"{code} {row.last_part}" if row is not None else code or ""


LATE = ListSpec(
    name="late_changes",
    title="季后变更",
    columns=(
        Column(
            "name", "姓名", value=lambda v: v.registration.graduate.name,
            order=("registration__graduate__name",),
        ),
        Column("student_no", "学号", value=lambda v: v.registration.graduate.student_no),
        Column("college", "学院", value=lambda v: v.registration.college.name),
        Column("number", "版本", value=lambda v: f"第 {v.number} 版"),
        Column("before", "原去向", value=lambda v: _named(v.before_code), labelled=True),
        Column("code", "新去向", value=lambda v: _named(v.code), labelled=True),
        Column("employer_name", "单位", shown=False),
        Column("reason", "类别", value=lambda v: v.get_reason_display()),
        Column("note", "原因"),
        Column(
            "recorded_at", "变更时间",
            value=lambda v: f"{clock.local(v.recorded_at):%Y-%m-%d %H:%M}", order=("recorded_at",),
        ),
        Column("state", "办理", value=_state),
    ),
    order=("-recorded_at",),
    filters=(
        Filter("reason", "类别", "reason", lambda _: dict(Version.Reason.choices)),
        Filter("college", "学院", "registration__college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=_link,
    empty_title="没有季后变更",
    empty_hint="截止日之后提交的变更会单独列在这里，不混入当季。",
)  # fmt: skip


def _cohort(request: HttpRequest) -> Cohort:
    user = reader(request)
    require(not user.is_graduate and may_see_today(user), SEES_TODAY)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _rows(request: HttpRequest, cohort: Cohort) -> Rows:
    closing = clock.aware(closing_of(cohort).lenient)
    rows = changed_after(cohort, closing)
    colleges = scope_of(reader(request), cohort).colleges
    if colleges is not None:
        rows = rows.filter(registration__college_id__in=colleges)
    before = Version.objects.filter(
        registration=OuterRef("registration"), number=OuterRef("number") - 1
    )
    return rows.annotate(
        before_code=Subquery(before.values("code")[:1]),
        graduate_id=F("registration__graduate_id"),
    ).select_related("registration__graduate", "registration__college")


def late(request: HttpRequest) -> HttpResponse:
    """List what was changed after the closing day of the cohort's settings."""
    cohort = _cohort(request)
    page = build(request, LATE, _rows(request, cohort))
    shows(request, [each.graduate_id for each in page.objects])
    context = {"page": page, "cohort": cohort, "closing": closing_of(cohort)}
    return render(request, "destinations/late.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate."""
    return export_list(request, LATE, _rows(request, _cohort(request)), subject="graduate_id")
