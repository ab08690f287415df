"""离校登记情况 and 未就业台账: who has registered at all, and whom to help; through the gate."""

from __future__ import annotations

from django.db.models import Case, F, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.standards import load
from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.destinations.fields import SEEKING
from quxiang.web.destinations.today import SEES_TODAY, may_see_today, scope_of
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.release.views import export_list
from quxiang.web.roster.lists import unit_names
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort, found_by

_YES_NO = {"yes": "是", "no": "否"}
_FILLED = {"yes": "已填", "no": "没填"}
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


def _seeking_names() -> dict[str, str]:
    rows = load().destinations.items()
    return {code: row.last_part for code, row in rows if row.group in SEEKING}


SEEKING_LIST = ListSpec(
    name="seeking",
    title="未就业台账",
    columns=(
        *_PEOPLE,
        Column("kind", "类别", value=lambda g: _seeking_names().get(g.code, g.code)),
        Column("reason", "主要原因", labelled=True),
        Column("intention", "求职意向", labelled=True),
        Column("archive_to", "档案转递单位", labelled=True),
        Column("household_to", "户口迁往地址", shown=False),
        Column(
            "said_at", "最近填报", value=lambda g: f"{clock.local(g.said_at):%Y-%m-%d %H:%M}",
            order=("said_at",), labelled=True,
        ),
    ),
    order=_ORDER,
    search=found_by,
    filters=(
        Filter("kind", "类别", "code", lambda _: _seeking_names()),
        Filter("archive", "档案转递单位", "archive", lambda _: _FILLED),
        _COLLEGE,
    ),
    link=opening("destinations:one"),
    empty_title="台账里没有人",
    empty_hint="登记为待就业、暂不就业的毕业生会列在这里。",
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
    filed = Q(registration__current__isnull=False)
    said = Case(When(filed, then=Value("yes")), default=Value("no"))
    rows = scope_of(reader(request), cohort).graduates()
    return rows.annotate(registered=said).select_related("college")


def _seeking(request: HttpRequest, cohort: Cohort) -> Rows:
    """Return who has filed that they look for work, or do not for now."""
    rows = scope_of(reader(request), cohort).graduates()
    now = "registration__current__"
    filled = Case(When(**{f"{now}archive_to": ""}, then=Value("no")), default=Value("yes"))
    return (
        rows.filter(registration__current__code__in=list(_seeking_names()))
        .annotate(
            code=F(f"{now}code"), reason=F(f"{now}seeking_reason"), intention=F(f"{now}intention"),
            archive_to=F(f"{now}archive_to"), household_to=F(f"{now}household_to"),
            said_at=F(f"{now}recorded_at"), archive=filled,
        )
        .select_related("college")
    )  # fmt: skip


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


def seeking(request: HttpRequest) -> HttpResponse:
    """List who has no work yet, what they said of it, and where their papers go."""
    cohort = _cohort(request)
    page = build(request, SEEKING_LIST, _seeking(request, cohort))
    shows(request, page.ids)
    return render(request, "destinations/seeking.html", {"page": page, "cohort": cohort})


def export_seeking(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate."""
    return export_list(request, SEEKING_LIST, _seeking(request, _cohort(request)))
