"""How a complaint is handled: one table of what may follow what, and how it may end."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class ComplaintState(TextChoices):
    RECEIVED = "received", "待受理"
    HANDLING = "handling", "办理中"
    WAITING = "waiting", "待举报人补充"
    CLOSED = "closed", "已办结"


class Outcome(TextChoices):
    """What was found; the first two are upheld."""

    UPHELD = "upheld", "属实"
    PARTLY = "partly", "部分属实"
    NOT_UPHELD = "not_upheld", "不属实"
    UNCLEAR = "unclear", "无法查实"
    REFUSED = "refused", "不予受理"


UPHELD = (Outcome.UPHELD, Outcome.PARTLY)

S = ComplaintState
HANDLING = table(
    Transition("accept", (S.RECEIVED,), S.HANDLING),
    Transition("ask", (S.HANDLING,), S.WAITING),
    Transition("supplement", (S.WAITING,), S.HANDLING),
    Transition("close", (S.RECEIVED, S.HANDLING, S.WAITING), S.CLOSED),
    Transition("reopen", (S.CLOSED,), S.HANDLING),
)

#: steps as the page of a complaint tells them
STEPS = {
    "receive": "收到", "accept": "受理", "ask": "请举报人补充", "supplement": "举报人补充了",
    "close": "办结", "reopen": "重新办理", "pass_on": "改由另一方办理",
    "concern": "记下涉及的毕业生",
}  # fmt: skip
