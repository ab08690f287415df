"""The rows of one list from above, as a list."""

from __future__ import annotations

from quxiang.web.alerts.lists import TONES, state_of
from quxiang.web.alerts.selectors import desk_name
from quxiang.web.alerts.states import CaseState, Desk
from quxiang.web.feedback.models import FeedbackRow, Match
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names

MATCHES = {
    Match.FOUND: "good", Match.HAND: "good", Match.DOUBT: "doubt", Match.NOBODY: "wrong",
}  # fmt: skip
#: as much of what they say as a line of a list shows
SHOWN = 60


def _who(row: FeedbackRow) -> str:
    if row.graduate is not None:
        return f"{row.graduate.name} {row.graduate.student_no}"
    return row.name or "（没有姓名）"


def _said(row: FeedbackRow) -> str:
    return row.text if len(row.text) <= SHOWN else f"{row.text[:SHOWN]}…"


def _searched(rows: Rows, text: str) -> Rows:
    return rows.filter(name__contains=text.strip())


ROWS = ListSpec(
    name="feedback_rows",
    title="反馈名单",
    columns=(
        Column("who", "谁", value=_who, order=("name",)),
        Column("number", "行号", number=True, order=("number",)),
        Column("text", "反馈内容", value=_said),
        Column(
            "match", "对应", value=lambda r: Match(r.match).label, order=("match",),
            tone=lambda r: MATCHES[Match(r.match)],
        ),
        Column("desk", "谁来答复", value=lambda r: desk_name(r.case)),
        Column(
            "state", "状态", value=lambda r: state_of(r.case), order=("case__state",),
            tone=lambda r: TONES[CaseState(r.case.state)],
        ),
    ),
    order=("number", "pk"),
    search=_searched,
    search_hint="名单上的姓名",
    filters=(
        Filter("match", "对应", "match", lambda _: dict(Match.choices)),
        Filter("state", "状态", "case__state", lambda _: dict(CaseState.choices)),
        Filter("desk", "谁来答复", "case__desk", lambda _: dict(Desk.choices)),
        Filter(
            "college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE), empty="还没有指定"
        ),
    ),
    link=opening("feedback:row"),
    exportable=False,
    empty_title="没有这样的行",
    empty_hint="换个条件再看；名单的文件应用之后，每一行都会列在这里。",
)  # fmt: skip
