"""Write messages and see that their channel gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.common import clock
from quxiang.web.notifications.handing import payload_of, sealed_payload
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.routing import HERE, dispatch_of, route_of
from quxiang.web.notifications.services.delivering import ask_to_deliver, deliver_now
from quxiang.web.notifications.texts import TEMPLATES, filled
from quxiang.web.notifications.wordings import text_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def send(
    user: User, template: str, *, channel: str = "", key: str = "", to_masked: str = "",
    link: str = "", text: str = "", **values: str,
) -> Message:  # fmt: skip
    """Write a message to one user; the same ``key`` again is the same message.

    It goes by the channel the school has set, to the address its receiver has now. A code is
    handed over as soon as this transaction is done, everything else by the worker. ``text`` is
    what it says this time, with the names of its kind.
    """
    known = Message.objects.filter(school_id=user.school_id, key=key)
    if key and (found := known.first()):
        return found
    form, dispatch = TEMPLATES[template], dispatch_of(user.school_id)
    route = route_of(dispatch, form, user)
    text = text or text_of(user.school_id, template)
    told = {"school": user.school.name, **values}
    whole = filled(text, told)
    now, by = clock.now(), channel or route.channel
    stays = by in HERE
    message = Message(
        school_id=user.school_id, user=user, channel=by, template=template, key=key,
        to_masked=to_masked or route.masked, text=filled(text, told, form.secret), link=link,
        text_sealed="" if stays and not form.secret else sealed_payload(route.to, whole, told),
        state=Message.State.SENT if stays else Message.State.WAITING, urgent=form.urgent,
        created_at=now, sent_at=now if stays else None, why=route.why,
    )  # fmt: skip
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:  # somebody else wrote it in between
        return known.get()
    if not stays:
        _see_to_it(message)
    return message


def _see_to_it(message: Message) -> None:
    """Let a code go as soon as it is certain to exist, and the worker see to the rest."""
    if message.urgent:
        transaction.on_commit(lambda: deliver_now(message.pk), robust=True)
    else:
        ask_to_deliver(message.school_id)


def whole_text(message: Message) -> str:
    """Return what the channel sends, codes included; never for a page staff can open."""
    return payload_of(message).text
