"""Bulletins as a list: what waits for a signature, what went out."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.bulletins.models import Bulletin, Kind
from quxiang.web.bulletins.states import TONES, BulletinState
from quxiang.web.lists.spec import Column, Filter, ListSpec, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names


def tone_of(bulletin: Bulletin) -> str:
    return TONES[BulletinState(bulletin.state)]


def _states(_: HttpRequest) -> dict[str, str]:
    return {str(each): str(each.label) for each in BulletinState}


def _kinds(_: HttpRequest) -> dict[str, str]:
    return {str(each): str(each.label) for each in Kind}


BULLETINS = ListSpec(
    name="bulletins",
    title="通报",
    columns=(
        Column("title", "标题"),
        Column("scope", "范围", value=lambda row: row.scope),
        Column("kind", "类型", value=lambda row: row.get_kind_display()),
        Column("state", "状态", value=lambda row: row.get_state_display(), tone=tone_of),
        Column("snapshot", "快照", value=lambda row: f"第 {row.snapshot.number} 份", labelled=True),
        Column("drafted_at", "起草时间", order=("drafted_at",)),
        Column("issued_at", "发出时间", order=("issued_at",)),
    ),
    order=("-drafted_at", "-pk"),
    filters=(
        Filter("state", "状态", "state", _states),
        Filter("kind", "类型", "kind", _kinds),
        Filter("college", "范围", "college_id", unit_names(Unit.Kind.COLLEGE), empty="全校"),
    ),
    link=opening("bulletins:one"),
    empty_title="还没有通报",
    empty_hint="每周、每双周的期末快照建立后自动起草；中心也可以随时从一份快照起草。签发后发给学院。",
)
