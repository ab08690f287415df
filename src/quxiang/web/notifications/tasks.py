"""The worker's part: hand over what waits, minute by minute, a short while at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from quxiang.web.common import clock
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import every, periodic, task
from quxiang.web.jobs.services import enqueue
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services.asking import ASK, ask_for, to_ask
from quxiang.web.notifications.services.delivering import DELIVER, ask_to_deliver, deliver
from quxiang.web.notifications.states import MessageState

#: so long at a time: other work of the one worker waits meanwhile
TURN = 20.0
WORDS = {state.value: state.label for state in MessageState}


@task(DELIVER, "发送消息")
def hand_over(progress: Progress, school: int) -> dict[str, Any]:
    """Hand over what is due of one school; what is left is another job's."""
    came, left = deliver(school, seconds=TURN)
    if left:
        ask_to_deliver(school)
    told = "、".join(f"{WORDS[state]} {count}" for state, count in sorted(came.items()))
    return {"message": f"{told or '没有要发的'}。", "left": left}


@periodic("notifications.due", every(minutes=1))
def see_to_what_waits(now: datetime) -> None:
    """Ask for what is due, or was taken by a worker that is no more."""
    due = Q(not_before__isnull=True) | Q(not_before__lte=now)
    waiting = Q(state=MessageState.WAITING) & due
    lost = Q(state=MessageState.SENDING, lease_until__lt=clock.real_now())
    rows = Message.objects.filter(waiting | lost).order_by()
    for school in rows.values_list("school_id", flat=True).distinct():
        ask_to_deliver(school)


@task(ASK, "查询短信回执")
def hear_of(progress: Progress, school: int) -> dict[str, Any]:
    """Ask what became of text messages of one school; what is left is asked for next time."""
    asked, known, left = ask_for(school, seconds=TURN)
    return {"message": f"查询 {asked} 条，{known} 条有了回执。", "left": left}


@periodic("notifications.receipts", every(minutes=5))
def see_what_arrived(now: datetime) -> None:
    """Have those channels asked that tell nothing by themselves."""
    for school in to_ask(now).order_by().values_list("school_id", flat=True).distinct():
        enqueue(ASK, key=f"ask-{school}", school_id=school, school=school)
