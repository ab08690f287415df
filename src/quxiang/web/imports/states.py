"""The states of an import."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class ImportState(TextChoices):
    READING = "reading", "读取中"
    UNUSABLE = "unusable", "无法使用"
    PREVIEW = "preview", "待确认"
    APPLYING = "applying", "应用中"
    APPLIED = "applied", "已应用"
    UNDOING = "undoing", "撤销中"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "已放弃"


S = ImportState
TRANSITIONS = table(
    Transition("show", (S.READING,), S.PREVIEW),
    Transition("give_up", (S.READING,), S.UNUSABLE),
    Transition("map", (S.PREVIEW, S.UNUSABLE), S.READING),
    Transition("correct", (S.PREVIEW,), S.READING),
    Transition("apply", (S.PREVIEW,), S.APPLYING),
    Transition("finish", (S.APPLYING,), S.APPLIED),
    Transition("halt", (S.APPLYING,), S.PREVIEW),
    Transition("undo", (S.APPLIED, S.PREVIEW), S.UNDOING),
    Transition("stay", (S.UNDOING,), S.APPLIED),
    Transition("stay_halted", (S.UNDOING,), S.PREVIEW),
    Transition("undone", (S.UNDOING,), S.UNDONE),
    Transition("drop", (S.PREVIEW, S.UNUSABLE), S.DROPPED),
)
