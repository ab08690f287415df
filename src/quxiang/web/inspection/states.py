"""A pack is made in the background, fetched, and removed after its last day."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class PackState(TextChoices):
    MAKING = "making", "正在生成"
    READY = "ready", "可以下载"
    FAILED = "failed", "没有生成"
    REMOVED = "removed", "已到期删除"


S = PackState
PACKING = table(
    Transition("finish", (S.MAKING,), S.READY),
    Transition("fail", (S.MAKING,), S.FAILED),
    Transition("remove", (S.READY,), S.REMOVED),
)


class Choice(TextChoices):
    """Whose evidence goes along."""

    SEEDED = "seeded", "随机抽取"
    LISTED = "listed", "按给定名单"
    ALL = "all", "全部"
