"""What waits for a signature, as a list."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from quxiang import standards
from quxiang.web.approvals.models import Level, StepKind
from quxiang.web.common import clock
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names

#: what the columns read, and so all the list asks the database for
LISTED = (
    "opened_at", "level", "note", "kind", "post_kind", "prepared_by_id", "run__cohort__scheme",
    "college__name",
    "run__version__code", "run__version__employer_name", "run__version__judgement__flagged",
    "run__registration__graduate_id", "run__registration__graduate__name",
    "run__registration__graduate__student_no",
)  # fmt: skip
FLAGS = {True: "有疑点", False: "无疑点", None: "未检查"}
TONES = {True: "doubt", False: "good", None: "info"}


def destination_of(row: Any) -> str:
    known = standards.load(row.run__cohort__scheme).destinations.get(row.run__version__code)
    return known.last_part if known is not None else row.run__version__code


def age_of(row: Any) -> str:
    days = (clock.now() - row.opened_at).days
    return "今天" if days < 1 else f"{days} 天"


def step_of(row: Any) -> str:
    """Return what the step of a row is called."""
    return str(PostKind(row.post_kind).label if row.kind == StepKind.POST
               else StepKind(row.kind).label)  # fmt: skip


def searched(rows: Rows, text: str) -> Rows:
    """Narrow steps by name, initials, student number, employer."""
    text = text.strip()
    who = "run__registration__graduate__"
    if text.isdecimal():
        return rows.filter(**{f"{who}student_no__startswith": text})
    if text.isascii() and text.isalpha():
        return rows.filter(**{f"{who}initials__contains": f" {text.lower()}"})
    employer = Q(run__version__employer_name__contains=text)
    return rows.filter(employer | Q(**{f"{who}name__contains": text}))


WAITING = ListSpec(
    name="waiting",
    title="待我审签",
    columns=(
        Column(
            "name", "姓名", value=lambda r: r.run__registration__graduate__name,
            order=("run__registration__graduate__name",),
        ),
        Column("student_no", "学号", value=lambda r: r.run__registration__graduate__student_no),
        Column("college", "学院", value=lambda r: r.college__name, order=("college__order",)),
        Column(
            "code", "毕业去向", value=destination_of, order=("run__version__code",), labelled=True
        ),
        Column("employer", "单位或院校", value=lambda r: r.run__version__employer_name),
        Column("age", "等待", value=age_of, order=("opened_at",), labelled=True),
        Column(
            "flagged", "检查", value=lambda r: FLAGS[r.run__version__judgement__flagged],
            tone=lambda r: TONES[r.run__version__judgement__flagged],
        ),
        Column("note", "再签的原因", value=lambda r: r.note),
        Column("prepared", "秘书", value=lambda r: "已初看" if r.prepared_by_id else ""),
    ),
    order=("opened_at",),
    search=searched,
    search_hint="姓名、首字母、学号、单位",
    filters=(
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
        Filter("level", "以何身份", "level", lambda _: dict(Level.choices)),
        Filter(
            "flagged", "检查", "run__version__judgement__flagged", lambda _: FLAGS, empty="未检查"
        ),
    ),
    link=opening("approvals:step"),
    exportable=False,
    empty_title="现在没有等您审签的登记",
    empty_hint="毕业生提交、前一级签过以后，会出现在这里。",
)  # fmt: skip


BLOCKED = ListSpec(
    name="blocked",
    title="无人可签",
    columns=(
        *WAITING.columns[:4],
        Column("step", "卡在哪一步", value=step_of, order=("order",), labelled=True),
        Column("age", "等待", value=age_of, order=("opened_at",), labelled=True),
    ),
    order=("opened_at",),
    search=searched,
    search_hint=WAITING.search_hint,
    filters=WAITING.filters[:2],
    link=opening("approvals:step"),
    exportable=False,
    empty_title="没有卡住的审签",
    empty_hint="岗位空缺、该签的人须回避、毕业生没有账号时，会列在这里。",
)  # fmt: skip


def waiting_rows(steps: Any) -> Rows:
    """Return steps as the rows of the list."""
    rows: Rows = steps.values_list("pk", *LISTED, named=True)
    return rows
