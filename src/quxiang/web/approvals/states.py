"""How far a run and its steps have come."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class RunState(TextChoices):
    RUNNING = "running", "审签中"
    RETURNED = "returned", "已退回填报人"
    COMPLETED = "completed", "已签齐"
    WITHDRAWN = "withdrawn", "已作废"


R = RunState
RUNNING = table(
    Transition("complete", (R.RUNNING,), R.COMPLETED),
    Transition("return", (R.RUNNING,), R.RETURNED),
    Transition("resume", (R.RETURNED,), R.RUNNING),
    Transition("withdraw", (R.RUNNING, R.RETURNED), R.WITHDRAWN),
)
#: a run in one of these still decides over its registration
LIVE = (R.RUNNING, R.RETURNED)


class StepState(TextChoices):
    WAITING = "waiting", "未到"
    OPEN = "open", "待签"
    DONE = "done", "已签"
    SKIPPED = "skipped", "免签"


S = StepState
STEPPING = table(
    Transition("open", (S.WAITING,), S.OPEN),
    Transition("sign", (S.OPEN,), S.DONE),
    Transition("skip", (S.WAITING, S.OPEN), S.SKIPPED),
    Transition("redo", (S.OPEN, S.DONE, S.SKIPPED), S.WAITING),
)
