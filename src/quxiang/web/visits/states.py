"""How a visit goes on, and the words of its form: one table of what may follow what."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class VisitingState(TextChoices):
    PLANNED = "planned", "待走访"
    REPORTED = "reported", "待两人确认"
    DONE = "done", "待中心处理"
    SETTLED = "settled", "已办结"
    CALLED_OFF = "called_off", "已取消"


S = VisitingState
#: while it is theirs: whoever goes there sees it, and nothing of it afterwards
VISITORS_SEE = (S.PLANNED, S.REPORTED)
FIELD_VISIT = table(
    Transition("report", (S.PLANNED,), S.REPORTED),
    Transition("reopen", (S.REPORTED,), S.PLANNED),
    Transition("complete", (S.REPORTED,), S.DONE),
    Transition("settle", (S.DONE,), S.SETTLED),
    Transition("call_off", (S.PLANNED,), S.CALLED_OFF),
)


class Found(TextChoices):
    """What there was at the address."""

    THERE = "there", "找到，正在营业"
    CLOSED = "closed", "找到，没有营业或已关门"
    ABSENT = "absent", "这个地址没有这家单位"
    REFUSED = "refused", "找到，不让进入或拒绝回答"


class Told(TextChoices):
    """What was learnt of one graduate."""

    WORKING = "working", "在岗"
    LEFT = "left", "来过，已离开"
    UNKNOWN = "unknown", "单位说没有这个人"
    UNCLEAR = "unclear", "无法核实"


class Conclusion(TextChoices):
    """What the centre concludes from a visit."""

    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    FALSE = "false", "不属实"
    UNCLEAR = "unclear", "未能核实"
