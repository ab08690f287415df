"""A round of 交叉互查, and what one checker has of it: open until its end, or taken back."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class RoundState(TextChoices):
    OPEN = "open", "进行中"
    ENDED = "ended", "已结束"


R = RoundState
#: the centre ends one with a reason; one whose time is over lapses by itself
ROUNDS = table(
    Transition("end", (R.OPEN,), R.ENDED),
    Transition("lapse", (R.OPEN,), R.ENDED),
)


class TaskState(TextChoices):
    OPEN = "open", "核查中"
    ENDED = "ended", "已结束"
    TAKEN_BACK = "taken_back", "已收回"


T = TaskState
TASKS = table(
    Transition("end", (T.OPEN,), T.ENDED),
    Transition("take_back", (T.OPEN,), T.TAKEN_BACK),
)
