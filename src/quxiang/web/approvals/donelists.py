"""What somebody signed, and the sheets of many, as lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from quxiang import standards
from quxiang.web.approvals.models import Level, Signature
from quxiang.web.common import clock
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

WHO = "run__registration__graduate__"
#: what the columns read, and so all the list asks the database for
_LISTED = (
    "at", "level", "way", "voided_at", "post__title", "sheet__number", "version__number",
    "version__code", "version__employer_name", "run__cohort__scheme", "run__college__name",
    "run__registration__state", "run__registration__graduate_id", f"{WHO}name", f"{WHO}student_no",
)  # fmt: skip
_STATES = dict(RegistrationState.choices)
_LEVELS, _WAYS = dict(Level.choices), dict(Signature.Way.choices)
_TONES = {"signed": "good", "entered": "good", "returned": "wrong", "in_review": "info"}


def destination_of(row: Any) -> str:
    known = standards.load(row.run__cohort__scheme).destinations.get(row.version__code)
    return known.last_part if known is not None else row.version__code


def searched(rows: Rows, text: str) -> Rows:
    """Narrow signatures by name, initials, student number, employer."""
    text = text.strip()
    if text.isdecimal():
        return rows.filter(**{f"{WHO}student_no__startswith": text})
    if text.isascii() and text.isalpha():
        return rows.filter(**{f"{WHO}initials__contains": f" {text.lower()}"})
    return rows.filter(
        Q(version__employer_name__contains=text) | Q(**{f"{WHO}name__contains": text})
    )


def _way(row: Any) -> str:
    sheet = f"（第 {row.sheet__number} 号审签单）" if row.sheet__number else ""
    return f"{_WAYS[row.way]}{sheet}"


def _moment(row: Any) -> str:
    return f"{clock.local(row.at):%Y-%m-%d %H:%M}"


SIGNED = ListSpec(
    name="signed",
    title="已审签",
    columns=(
        Column(
            "name", "姓名", value=lambda r: r.run__registration__graduate__name,
            order=(f"{WHO}name",),
        ),
        Column("student_no", "学号", value=lambda r: r.run__registration__graduate__student_no),
        Column("college", "学院", value=lambda r: r.run__college__name),
        Column("code", "毕业去向", value=destination_of, labelled=True),
        Column("employer", "单位或院校", value=lambda r: r.version__employer_name),
        Column("version", "版本", value=lambda r: f"第 {r.version__number} 版", labelled=True),
        Column("as", "以何身份", value=lambda r: r.post__title or _LEVELS[r.level], labelled=True),
        Column("way", "方式", value=_way, labelled=True),
        Column("at", "时间", value=_moment, order=("at",), labelled=True),
        Column(
            "stands", "这次签字", value=lambda r: "已作废" if r.voided_at else "有效",
            tone=lambda r: "wrong" if r.voided_at else "good",
        ),
        Column(
            "state", "登记现在", value=lambda r: _STATES[r.run__registration__state],
            tone=lambda r: _TONES.get(r.run__registration__state, ""),
        ),
    ),
    order=("-at",),
    search=searched,
    search_hint="姓名、首字母、学号、单位",
    filters=(
        Filter("college", "学院", "run__college_id", unit_names(Unit.Kind.COLLEGE)),
        Filter("level", "以何身份", "level", lambda _: _LEVELS),
        Filter("way", "方式", "way", lambda _: _WAYS),
        Filter("state", "登记现在", "run__registration__state", lambda _: _STATES),
    ),
    empty_title="您还没有签过",
    empty_hint="在“待我审签”里签过的，会列在这里。",
)  # fmt: skip


def signed_rows(user: User) -> Rows:
    """Return what ``user`` signed, what counts no more among it, as the rows of the list."""
    mine = Signature.objects.filter(school_id=user.school_id, user_id=user.pk)
    rows: Rows = mine.values_list("pk", *_LISTED, named=True)
    return rows


SHEETS = ListSpec(
    name="sheets",
    title="批次审签单",
    columns=(
        Column("number", "编号", value=lambda s: f"第 {s.number} 号", order=("number",)),
        Column("cohort", "届", value=lambda s: str(s.cohort)),
        Column("college", "学院", value=lambda s: s.college.name),
        Column("level", "环节", value=lambda s: _LEVELS[s.level], labelled=True),
        Column("size", "份数", number=True, labelled=True),
        Column("made_by", "生成人", value=lambda s: s.made_by.name, labelled=True),
        Column("made_at", "生成时间", value=lambda s: _day(s.made_at), order=("made_at",)),
        Column(
            "state", "状态", value=lambda s: f"{_day(s.signed_at)} 已签" if s.signed_at else "未签",
            tone=lambda s: "good" if s.signed_at else "info",
        ),
    ),
    order=("-made_at",),
    search=lambda rows, text: rows.filter(number=text) if text.isdecimal() else rows.none(),
    search_hint="编号",
    filters=(
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
        Filter("level", "环节", "level", lambda _: _LEVELS),
    ),
    link=opening("approvals:sheet"),
    exportable=False,
    empty_title="还没有批次审签单",
    empty_hint="没有疑点的登记可以合成一张审签单，一次签完。",
)  # fmt: skip


def _day(at: Any) -> str:
    return f"{clock.local(at):%m-%d %H:%M}"


def sheet_rows(sheets: Any) -> Rows:
    rows: Rows = sheets.select_related("cohort", "college", "made_by")
    return rows
