"""Hand what waits to its channel, one after another; after a kill one at most is in doubt.

A message is taken by one statement and committed before anything of it leaves: whoever finds it
taken and its time over knows that it may have been sent, and asks a person.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.jobs.services import enqueue
from quxiang.web.notifications.channels.outcomes import Accepted, Refused
from quxiang.web.notifications.handing import hand_over, payload_of
from quxiang.web.notifications.models import Dispatch, Message
from quxiang.web.notifications.routing import BY_PHONE, dispatch_of, full_until, quiet_until
from quxiang.web.notifications.states import MESSAGES
from quxiang.web.notifications.texts import parts

DELIVER = "notifications.deliver"
#: longer than any channel may take with one message
LEASE = timedelta(minutes=2)
#: before the second try, the third …; the last one holds for all later ones
PAUSES = (1, 5, 30, 120)
#: a code that did not go the second time is stale by the third
URGENT_ATTEMPTS = 2
#: messages between two entries of the trail
BATCH = 200
LOST = "发送途中程序中断，不知道是否发出。请人工核实。"


def ask_to_deliver(school_id: int) -> None:
    """Ask the worker to hand over what waits of a school."""
    enqueue(DELIVER, key=f"deliver-{school_id}", school_id=school_id, school=school_id)


def step(message_id: int, verb: str, **changes: Any) -> bool:
    """Move a message along a transition; says whether it still stood where that starts.

    The worker's steps are told to the trail batch by batch; persons' go by ``states.move``.
    """
    way = MESSAGES[verb]
    still = Message.objects.filter(pk=message_id, state__in=way.sources)
    return bool(still.update(state=way.target, **changes))


def deliver_now(message_id: int) -> None:
    """Hand one message over in this process, unless the worker has it already."""
    message = Message.objects.get(pk=message_id)
    _deliver(dispatch_of(message.school_id), message)


def deliver(school_id: int, *, seconds: float) -> tuple[Counter[str], bool]:
    """Hand over what is due of a school for so long; return what came of it and what is left."""
    until = time.monotonic() + seconds
    came: Counter[str] = Counter()
    doubt_what_was_lost(school_id)
    dispatch = dispatch_of(school_id)
    while time.monotonic() < until:
        batch = list(due(school_id, clock.now())[:BATCH])
        if not batch:
            return came, False
        came += _batch(dispatch, batch, until)
    return came, due(school_id, clock.now()).exists()


def due(school_id: int, now: datetime) -> QuerySet[Message]:
    """Return what waits and may be handed over, the urgent first."""
    free = Q(not_before__isnull=True) | Q(not_before__lte=now)
    rows = Message.objects.filter(free, school_id=school_id, state=Message.State.WAITING)
    return rows.order_by("-urgent", "pk")


def doubt_what_was_lost(school_id: int) -> int:
    """Mark as uncertain what somebody took and never said anything of again; return how many."""
    lost = Message.objects.filter(
        school_id=school_id, state=Message.State.SENDING, lease_until__lt=clock.real_now()
    )
    found = [pk for pk in lost.values_list("pk", flat=True) if step(pk, "doubt", why=LOST)]
    _tell(school_id, Counter({"uncertain": len(found)}), found)
    return len(found)


def _batch(dispatch: Dispatch, batch: list[Message], until: float) -> Counter[str]:
    came: Counter[str] = Counter()
    touched = []
    for message in batch:
        if time.monotonic() >= until:
            break
        later = None if message.urgent else _later(dispatch, message)
        if later is not None:
            rows = Message.objects.filter(pk=message.pk, state=Message.State.WAITING)
            rows.update(not_before=later[0], why=later[1])
            continue
        state = _deliver(dispatch, message)
        if state:
            came[state] += 1
            touched.append(message.pk)
    _tell(dispatch.school_id, came, touched)
    return came


def _later(dispatch: Dispatch, message: Message) -> tuple[datetime, str] | None:
    """Return until when a message waits, and why; nothing where it may go."""
    now = clock.now()
    if (quiet := quiet_until(dispatch, now)) is not None:
        return quiet, "静默时段，过后再发。"
    if (full := full_until(dispatch, message, now)) is not None:
        return full, f"今天已发满 {dispatch.daily_cap} 条，明天再发。"
    return None


def _deliver(dispatch: Dispatch, message: Message) -> str:
    """Take one message and hand it over; return the state it came to, empty where it was taken."""
    taken = step(
        message.pk, "take", lease_until=clock.real_now() + LEASE, attempts=F("attempts") + 1, why=""
    )
    if not taken:
        return ""
    outcome = hand_over(dispatch, message)
    ended: dict[str, Any] = {"lease_until": None}
    if isinstance(outcome, Accepted):
        ended |= {"sent_at": clock.now(), "receipt": outcome.receipt[:80]}
        ended["cost"] = _cost(dispatch, message)
        return _ended(message, "accept", ended)
    ended["why"] = outcome.why[:200]
    if not isinstance(outcome, Refused):
        return _ended(message, "doubt", ended)
    tried = message.attempts + 1
    most = URGENT_ATTEMPTS if message.urgent else dispatch.attempts
    if outcome.again and tried < most:
        pause = PAUSES[min(tried, len(PAUSES)) - 1]
        ended["not_before"] = clock.now() + timedelta(minutes=pause)
        return _ended(message, "put_back", ended)
    return _ended(message, "refuse", ended)


def _ended(message: Message, verb: str, changes: dict[str, Any]) -> str:
    return str(MESSAGES[verb].target) if step(message.pk, verb, **changes) else ""


def _cost(dispatch: Dispatch, message: Message) -> int:
    if message.channel not in BY_PHONE:
        return 0
    return dispatch.price * parts(payload_of(message).text)


def _tell(school_id: int, came: Counter[str], keys: list[int]) -> None:
    if not keys:
        return
    with trail.atomic():
        trail.record(
            "message.deliver", by=None, school_id=school_id, after={**came, "ids": keys},
        )  # fmt: skip
