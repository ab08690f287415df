"""Notices as a list: what waits for an answer, what is overdue."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest

from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.notices.models import CollegeNotice, Kind
from quxiang.web.notices.states import TONES, NoticeState
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names


def with_late(rows: Rows, today: date) -> Rows:
    """Give each notice ``late``: 1 where its answer is overdue, else 0."""
    when = When(Q(state=NoticeState.ISSUED, reply_by__lt=today), then=Value(1))
    found: Rows = rows.annotate(late=Case(when, default=Value(0), output_field=IntegerField()))
    return found


def is_late(notice: CollegeNotice, today: date) -> bool:
    return notice.state == NoticeState.ISSUED and notice.reply_by < today


def state_of(notice: CollegeNotice) -> str:
    if getattr(notice, "late", 0):
        return "逾期未答复"
    return str(notice.get_state_display())


def tone_of(notice: CollegeNotice) -> str:
    return "wrong" if getattr(notice, "late", 0) else TONES[NoticeState(notice.state)]


def _states(_: HttpRequest) -> dict[str, str]:
    return {str(each): str(each.label) for each in NoticeState}


def _kinds(_: HttpRequest) -> dict[str, str]:
    return {str(each): str(each.label) for each in Kind}


NOTICES = ListSpec(
    name="notices",
    title="约谈与整改",
    columns=(
        Column("title", "标题"),
        Column("number", "编号", value=lambda row: row.document.label if row.document else ""),
        Column("kind", "类别", value=lambda row: row.get_kind_display(), order=("kind",)),
        Column("college", "学院", value=lambda row: row.college.name),
        Column("state", "状态", value=state_of, tone=tone_of),
        Column("reply_by", "答复期限", order=("reply_by",), labelled=True),
        Column("issued_at", "发出时间", order=("issued_at",), labelled=True),
    ),
    order=("-drafted_at", "-pk"),
    filters=(
        Filter("state", "状态", "state", _states),
        Filter("late", "逾期", "late", lambda _: {1: "逾期未答复", 0: "未逾期"}),
        Filter("kind", "类别", "kind", _kinds),
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=opening("notices:one"),
    empty_title="还没有约谈或整改通知",
    empty_hint="中心在“预警”里选中同一学院的预警，即可起草约谈通知或整改通知书。",
)
