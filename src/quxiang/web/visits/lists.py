"""Visits as a list: those to come first."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.lists.spec import Column, Filter, ListSpec, opening
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.states import VisitingState

S = VisitingState
TONES = {
    S.PLANNED: "info", S.REPORTED: "doubt", S.DONE: "doubt", S.SETTLED: "good", S.CALLED_OFF: "",
}  # fmt: skip


def _states(_: HttpRequest) -> dict[str, str]:
    return {str(each): str(each.label) for each in S}


def _visitors(visit: FieldVisit) -> str:
    second = visit.second.name if visit.second else "还缺一人"
    return f"{visit.first.name}、{second}"


VISITS = ListSpec(
    name="visits",
    title="实地走访",
    columns=(
        Column("name", "单位", order=("name",)),
        Column("planned_on", "计划日期", order=("planned_on",)),
        Column("visitors", "走访人", value=_visitors, labelled=True),
        Column("asked", "毕业生", number=True, labelled=True),
        Column(
            "state", "状态", value=lambda row: row.get_state_display(),
            tone=lambda row: TONES[S(row.state)],
        ),
        Column(
            "conclusion", "结论", value=lambda row: row.get_conclusion_display(), labelled=True
        ),
    ),
    order=("-planned_on", "-pk"),
    filters=(Filter("state", "状态", "state", _states),),
    link=opening("visits:one"),
    empty_title="没有走访",
    empty_hint="中心从“小店扎堆”的预警安排走访；安排给您的、办结后涉及本院的，都列在这里。",
)  # fmt: skip
