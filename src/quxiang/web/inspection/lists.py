"""Packs as a list, the newest first."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.inspection.models import Pack
from quxiang.web.inspection.states import PackState
from quxiang.web.lists.spec import Column, Filter, ListSpec, opening

S = PackState
TONES = {S.MAKING: "info", S.READY: "good", S.FAILED: "wrong", S.REMOVED: ""}


def _states(_: HttpRequest) -> dict[str, str]:
    return {str(each): str(each.label) for each in S}


def _size(pack: Pack) -> str:
    return f"{pack.size / 1_000_000:.1f} MB" if pack.size else ""


PACKS = ListSpec(
    name="packs",
    title="迎检材料包",
    columns=(
        Column("recipient", "交给"),
        Column("purpose", "用途"),
        Column("choice", "材料", value=lambda row: row.get_choice_display(), labelled=True),
        Column("people", "人数", number=True, labelled=True),
        Column("size", "大小", value=_size, order=("size",), number=True, labelled=True),
        Column(
            "state", "状态", value=lambda row: row.get_state_display(),
            tone=lambda row: TONES[S(row.state)],
        ),
        Column("by", "提出", value=lambda row: row.by.name, labelled=True),
        Column("at", "时间", order=("at",)),
    ),
    order=("-at", "-pk"),
    filters=(Filter("state", "状态", "state", _states),),
    link=opening("inspection:pack"),
    empty_title="没有材料包",
    empty_hint="检查人员要带走材料时，从“生成材料包”提出；在后台生成，到期自动删除。",
)  # fmt: skip
