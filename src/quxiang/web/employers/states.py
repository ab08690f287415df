"""How far a visit to an employer is, and what it came to."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class VisitState(TextChoices):
    """How far a visit is."""

    PLANNED = "planned", "已安排"
    MADE = "made", "已走访"
    CALLED_OFF = "called_off", "已取消"


class Finding(TextChoices):
    """What a visit came to."""

    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    FALSE = "false", "不属实"
    UNCLEAR = "unclear", "未能核实"


VISITING = table(
    Transition("report", (VisitState.PLANNED,), VisitState.MADE),
    Transition("call_off", (VisitState.PLANNED,), VisitState.CALLED_OFF),
)
