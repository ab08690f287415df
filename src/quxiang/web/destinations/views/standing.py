"""离校登记情况: who has registered at all, whatever it is; through the gate."""

from __future__ import annotations

from django.db.models import Case, Exists, OuterRef, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.today import SEES_TODAY, may_see_today, scope_of
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.release.views import export_list
from quxiang.web.roster.lists import unit_names
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort, found_by

_YES_NO = {"yes": "是", "no": "否"}
_PEOPLE = (
    Column("name", "姓名", order=("name",)),
    Column("student_no", "学号", order=("student_no",)),
    Column("college", "学院", value=lambda g: g.college.name),
    Column("class_name", "班级"),
)
_COLLEGE = Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE))
_ORDER = ("college__order", "college_id", "student_no")

REGISTERED = ListSpec(
    name="registered",
    title="离校登记情况",
    columns=(
        *_PEOPLE,
        Column("registered", "已登记去向", value=lambda g: _YES_NO[g.registered], labelled=True),
    ),
    order=_ORDER,
    search=found_by,
    filters=(Filter("registered", "已登记去向", "registered", lambda _: _YES_NO), _COLLEGE),
    link=opening("destinations:one"),
    empty_title="没有毕业生",
    empty_hint="这一届的名册里还没有您负责的毕业生。",
)  # fmt: skip


def _cohort(request: HttpRequest) -> Cohort:
    user = reader(request)
    require(not user.is_graduate and may_see_today(user), SEES_TODAY)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _registered(request: HttpRequest, cohort: Cohort) -> Rows:
    """Return everybody with a yes or no; what was filed counts, whatever its class or state."""
    filed = Registration.objects.filter(
        school_id=cohort.school_id, cohort=cohort, current__isnull=False, graduate=OuterRef("pk")
    )
    said = Case(When(Exists(filed), then=Value("yes")), default=Value("no"))
    rows = scope_of(reader(request), cohort).graduates()
    return rows.annotate(registered=said).select_related("college")


def registered(request: HttpRequest) -> HttpResponse:
    """Answer for everybody: has a destination of any class been registered, yes or no."""
    cohort = _cohort(request)
    page = build(request, REGISTERED, _registered(request, cohort))
    shows(request, page.ids)
    context = {"page": page, "cohort": cohort}
    return render(request, "destinations/registered.html", context)


def export_registered(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate."""
    return export_list(request, REGISTERED, _registered(request, _cohort(request)))
