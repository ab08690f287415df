"""Papers as a list: what is signed, filed, accepted, returned."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.lists.spec import Column, Filter, ListSpec, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.papers.kinds import every_kind
from quxiang.web.papers.states import PaperState
from quxiang.web.roster.lists import unit_names

S = PaperState
TONES = {
    S.DRAFT: "info", S.SIGNING: "doubt", S.SIGNED: "good", S.FILED: "info", S.ACCEPTED: "good",
    S.RETURNED: "wrong", S.WITHDRAWN: "",
}  # fmt: skip


def _states(_: HttpRequest) -> dict[str, str]:
    return {str(each): str(each.label) for each in S}


def _kinds(_: HttpRequest) -> dict[str, str]:
    return {each.code: each.title for each in every_kind()}


PAPERS = ListSpec(
    name="papers",
    title="签署文件",
    columns=(
        Column("title", "名称"),
        Column("version", "版本", value=lambda row: f"第 {row.version} 版"),
        Column("kind", "类别", value=lambda row: row.about.title),
        Column("unit", "单位", value=lambda row: row.whose),
        Column(
            "state",
            "状态",
            value=lambda row: row.get_state_display(),
            tone=lambda row: TONES[S(row.state)],
        ),
        Column("prepared_at", "备好时间", order=("prepared_at",)),
        Column("signed_at", "签齐时间", order=("signed_at",), labelled=True),
        Column("filed_at", "报送时间", order=("filed_at",), labelled=True),
    ),
    order=("-prepared_at",),
    filters=(
        Filter("state", "状态", "state", _states),
        Filter("kind", "类别", "kind", _kinds),
        Filter("unit", "单位", "unit_id", unit_names(Unit.Kind.COLLEGE), empty="全校"),
    ),
    link=opening("papers:one"),
    empty_title="还没有签署文件",
    empty_hint="自查报告、证明材料汇编、学校核查报告备好后在这里签字、盖章、报送。",
)
