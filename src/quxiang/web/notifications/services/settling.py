"""What persons do with single messages: settle what is in doubt, send again, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.states import move
from quxiang.web.notifications.access import SETTLES, may_settle
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services.delivering import ask_to_deliver
from quxiang.web.notifications.states import MESSAGES

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what somebody may do with a message that failed or is in doubt, by verb
ACTS = {"confirm": "确认已送达", "send_again": "重新发送", "give_up": "不再发送"}
CODES_EXPIRE = "验证码已经过期，不能重新发送。请本人重新获取。"


@trail.atomic()
def settle(*, message: Message, verb: str, reason: str, by: User) -> None:
    """Settle a message that failed or is in doubt, with how one knows.

    Raises :class:`InvalidError` without a reason and for a code, which is worth nothing later;
    :class:`StaleStateError` when somebody was first.
    """
    require(may_settle(by), SETTLES)
    reason = reason.strip()
    if not reason:
        raise InvalidError("请写明怎样核实的，例如“电话问过本人，没有收到”。")
    if verb == "send_again" and message.urgent:
        raise InvalidError(CODES_EXPIRE)
    changes: dict[str, Any] = {}
    if verb == "send_again":
        changes = {"why": "", "not_before": None, "attempts": 0}
    if verb == "confirm":
        changes = {"sent_at": clock.now(), "delivery": Message.Delivery.ARRIVED}
    move(message, MESSAGES[verb], by=by, reason=reason[:200], **changes)
    if verb == "send_again":
        ask_to_deliver(message.school_id)


def mark_read(user: User, keys: list[int] | None = None) -> int:
    """Note that somebody has read messages: these, or all; return how many were new."""
    rows = Message.objects.filter(user=user, read_at__isnull=True)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    return rows.update(read_at=clock.now())


def take_receipt(*, school_id: int, receipt: str, delivery: str) -> bool:
    """Keep what a channel says of a message it took; says whether there is such a message."""
    rows = Message.objects.filter(school_id=school_id, receipt=receipt)
    return bool(rows.exclude(receipt="").update(delivery=delivery))
