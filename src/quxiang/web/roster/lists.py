"""The roster as a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from django.http import HttpRequest
from django.urls import reverse

from quxiang.standards import levels
from quxiang.web.accounts.readers import reader
from quxiang.web.lists.spec import BulkAction, Column, Filter, ListSpec, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.access import may_run_roster
from quxiang.web.roster.models import Status
from quxiang.web.roster.selectors import found_by

TONES = {
    Status.EXPECTED: "info", Status.GRADUATED: "good", Status.COMPLETED: "good",
    Status.CERTIFIED_LATER: "good", Status.POSTPONED: "doubt", Status.SUSPENDED: "doubt",
}  # fmt: skip


@cache
def level_names() -> Mapping[str, str]:
    """Return the names of levels of study by code."""
    return {code: levels.name(code) for code in levels.LEVELS}


def unit_names(kind: str) -> Callable[[HttpRequest], Mapping[int, str]]:
    """Return what names the units of a kind for a filter."""

    def names(request: HttpRequest) -> Mapping[int, str]:
        units = Unit.objects.filter(school_id=reader(request).school_id, kind=kind)
        return dict(units.values_list("pk", "name"))

    return names


def bulk(request: HttpRequest) -> list[BulkAction]:
    if not may_run_roster(reader(request)):
        return []
    return [
        BulkAction("status", "改学籍状态", reverse("roster:bulk_status")),
        BulkAction("transfer", "转到其他学院", reverse("roster:bulk_transfer")),
    ]


#: 离校: has a destination of any class been filed; never what it is
YES_NO = {"yes": "是", "no": "否"}
#: what the columns below read of a graduate, and so all a list asks the database for
LISTED = (
    "name", "student_no", "exam_no", "college__name", "residence__name", "major_name",
    "class_name", "level", "status", "registered",
)  # fmt: skip
GRADUATES = ListSpec(
    name="graduates",
    title="毕业生",
    columns=(
        Column("name", "姓名", order=("name",)),
        Column("student_no", "学号", order=("student_no",)),
        Column("exam_no", "考生号", order=("exam_no",), shown=False),
        Column(
            "college",
            "学院",
            value=lambda g: g.college__name,
            order=("college__order", "college__name"),
        ),
        Column(
            "residence",
            "书院",
            value=lambda g: g.residence__name,
            order=("residence__name",),
            shown=False,
        ),
        Column("major_name", "专业", order=("major_name",)),
        Column("class_name", "班级", order=("class_name",), shown=False),
        Column(
            "level", "学历", value=lambda g: level_names().get(g.level, g.level), order=("level",)
        ),
        Column("status", "学籍状态", order=("status",), tone=lambda g: TONES.get(g.status, "")),
        Column("registered", "已登记去向", value=lambda g: YES_NO[g.registered], labelled=True),
    ),
    order=("college__order", "college_id", "student_no"),
    search=found_by,
    search_hint="姓名、首字母、学号、考生号",
    filters=(
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
        Filter("level", "学历", "level", lambda _: level_names()),
        Filter("status", "学籍状态", "status", lambda _: dict(Status.choices)),
        Filter("registered", "已登记去向", "registered", lambda _: YES_NO, counted=False),
    ),
    link=opening("roster:graduate"),
    bulk=bulk,
    empty_title="名册还是空的",
    empty_hint="由就业创业指导中心在“导入”里上传名册。",
)
