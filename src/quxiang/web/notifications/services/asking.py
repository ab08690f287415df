"""Ask a channel that tells nothing by itself what became of what it took."""

from __future__ import annotations

import secrets
import time
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from quxiang.web.common import clock
from quxiang.web.notifications.channels.aliyun_sms import Told
from quxiang.web.notifications.handing import aliyun_account, payload_of
from quxiang.web.notifications.models import Dispatch, Message
from quxiang.web.notifications.routing import dispatch_of

ASK = "notifications.ask"
#: how long after it was sent a message is asked for the first time, the second …; then no more
WAITS = tuple(timedelta(minutes=each) for each in (5, 60, 6 * 60, 24 * 60, 72 * 60))
#: messages fetched at a time
BATCH = 200
UNHEARD = Q(channel=Message.Channel.ALIYUN_SMS, state=Message.State.SENT, delivery="")


def to_ask(now: datetime) -> QuerySet[Message]:
    """Return what was sent long enough ago to be asked for once more."""
    due = Q(pk=None)
    for asked, wait in enumerate(WAITS):
        due |= Q(asked=asked, sent_at__lte=now - wait)
    return Message.objects.filter(UNHEARD, due).exclude(receipt="")


def ask_for(school_id: int, *, seconds: float) -> tuple[int, int, bool]:
    """Ask for what is due of a school for so long; return how many were asked for, of how many
    something is known now, and whether more is due.

    Each is asked once in a turn whatever comes of it, so that none stands in the way of others.
    """
    until, asked, known = time.monotonic() + seconds, 0, 0
    dispatch = dispatch_of(school_id)
    if not dispatch.sms_key_id or not dispatch.sms_sealed:
        return 0, 0, False
    while batch := list(to_ask(clock.now()).filter(school_id=school_id).order_by("pk")[:BATCH]):
        for message in batch:
            if time.monotonic() >= until:
                return asked, known, True
            asked, known = asked + 1, known + _ask(dispatch, message)
    return asked, known, False


def _ask(dispatch: Dispatch, message: Message) -> bool:
    assert message.sent_at is not None  # noqa: S101 - only what was sent is asked for
    told = aliyun_account(dispatch).ask(
        payload_of(message).to, message.receipt, clock.local(message.sent_at).date(),
        nonce=secrets.token_hex(16), at=clock.real_now(),
    )  # fmt: skip
    said = {} if told is None else {"delivery": _delivery(told), "why": _why(told)}
    Message.objects.filter(UNHEARD, pk=message.pk).update(asked=F("asked") + 1, **said)
    return told is not None


def _delivery(told: Told) -> str:
    return str(Message.Delivery.ARRIVED if told.arrived else Message.Delivery.LOST)


def _why(told: Told) -> str:
    return (
        "" if told.arrived else f"运营商没有送达（{told.code or '没有代码'}）。请换一种方式联系。"
    )
