"""Write messages and hand them to their channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.common import clock, sealed
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.texts import TEMPLATES

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

PURPOSE = "message"


def send(
    user: User, template: str, *, channel: str = Message.Channel.OUTBOX, key: str = "",
    to_masked: str = "", **values: str,
) -> Message:  # fmt: skip
    """Write a message to one user; the same ``key`` again is the same message.

    The outbox sends nothing: it shows what would be sent, with codes hidden.
    """
    known = Message.objects.filter(school_id=user.school_id, key=key)
    if key and (found := known.first()):
        return found
    form = TEMPLATES[template]
    filled = {"school": user.school.name, **values}
    now = clock.now()
    message = Message(
        school_id=user.school_id, user=user, channel=channel, template=template, key=key,
        to_masked=to_masked or user.phone_masked, text=form.filled(filled, hide=True),
        text_sealed=sealed.seal(form.filled(filled, hide=False), PURPOSE) if form.secret else "",
        state=Message.State.SENT, created_at=now, sent_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:  # somebody else wrote it in between
        return known.get()
    return message


def whole_text(message: Message) -> str:
    """Return what the channel sends, codes included; never for a page staff can open."""
    return sealed.unseal(message.text_sealed, PURPOSE) if message.text_sealed else message.text
