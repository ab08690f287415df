"""Hold, let go and cancel what was written together and has not gone yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common.states import move_all
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services.delivering import ask_to_deliver
from quxiang.web.notifications.states import MESSAGES, MessageState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def hold_batch(school_id: int, batch: str, *, by: User) -> int:
    """Hold what of a batch waits; what a worker has in hand goes. Return how many are held."""
    return _move(school_id, batch, MessageState.WAITING, "hold", by)


@trail.atomic()
def let_go_batch(school_id: int, batch: str, *, by: User) -> int:
    count = _move(school_id, batch, MessageState.HELD, "let_go", by)
    if count:
        ask_to_deliver(school_id)
    return count


@trail.atomic()
def cancel_batch(school_id: int, batch: str, *, by: User) -> int:
    states = (MessageState.WAITING, MessageState.HELD)
    return sum(_move(school_id, batch, state, "cancel", by) for state in states)


def _move(school_id: int, batch: str, state: str, verb: str, by: User) -> int:
    """Lock the rows first: a worker that takes one meanwhile is waited for, and it has gone."""
    rows = Message.objects.select_for_update(no_key=True).filter(
        school_id=school_id, batch=batch, state=state
    )
    found = list(rows.only("pk", "state", "school_id").order_by("pk"))
    move_all(found, MESSAGES[verb], by=by)
    return len(found)
