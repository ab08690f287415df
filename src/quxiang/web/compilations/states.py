"""How a compilation comes about; one that is being signed is never made anew."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class CompilationState(TextChoices):
    MAKING = "making", "正在汇编"
    MADE = "made", "已汇编"
    FAILED = "failed", "没有汇编成"


S = CompilationState
COMPILATION = table(
    Transition("again", (S.MADE, S.FAILED), S.MAKING),
    Transition("finish", (S.MAKING,), S.MADE),
    Transition("fail", (S.MAKING,), S.FAILED),
)
TONES = {S.MAKING: "doubt", S.MADE: "good", S.FAILED: "wrong"}
