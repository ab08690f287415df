"""By which channel a message goes, to which address, and when it may be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from quxiang.web.common import clock, sealed
from quxiang.web.notifications.models import Dispatch, Message
from quxiang.web.notifications.texts import Template

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

C = Message.Channel
#: channels nothing is handed over by: what is written there has arrived
HERE = (C.OUTBOX, C.IN_APP)
BY_PHONE = (C.ALIYUN_SMS, C.HTTP_JSON)
NO_MAIL = "没有登记电子邮件，只在站内显示。"
NO_PHONE = "没有登记手机号，只在站内显示。"


def dispatch_of(school_id: int) -> Dispatch:
    """Return how a school's messages go; before anything was set everything stays here."""
    newest = Dispatch.objects.filter(school_id=school_id).first()
    return newest or Dispatch(school_id=school_id, number=0)


@dataclass(frozen=True)
class Route:
    """Where one message goes; ``why`` says what kept it from the channel that was set."""

    channel: str
    to: str = ""
    masked: str = ""
    why: str = ""


def route_of(dispatch: Dispatch, form: Template, user: User) -> Route:
    """Return where a message to somebody goes; whoever has no address for it reads it here."""
    channel = channel_of(dispatch, form, graduate=user.is_graduate)
    if channel == C.SMTP:
        if not user.email_sealed:
            return Route(C.IN_APP, why=NO_MAIL)
        return Route(channel, sealed.unseal(user.email_sealed, "email"), user.email_masked)
    if channel in BY_PHONE:
        if not user.phone_sealed:
            return Route(C.IN_APP, why=NO_PHONE)
        return Route(channel, sealed.unseal(user.phone_sealed, "phone"), user.phone_masked)
    return Route(channel, masked=user.phone_masked)


def channel_of(dispatch: Dispatch, form: Template, *, graduate: bool) -> str:
    if form.urgent:
        return dispatch.codes_by
    return dispatch.graduates_by if graduate else dispatch.staff_by


def quiet_until(dispatch: Dispatch, now: datetime) -> datetime | None:
    """Return when the quiet hours ``now`` lies in are over; nothing where it lies in none.

    Hours that begin and end at the same time are none.
    """
    local, start, end = clock.local(now), dispatch.quiet_from, dispatch.quiet_until
    today = clock.start_of(local.date())
    begins, ends = (today + timedelta(hours=t.hour, minutes=t.minute) for t in (start, end))
    if begins < ends:
        return ends if begins <= now < ends else None
    if begins == ends or ends <= now < begins:
        return None
    return ends if now < ends else ends + timedelta(days=1)


def full_until(dispatch: Dispatch, message: Message, now: datetime) -> datetime | None:
    """Return until when somebody gets no more, who had as many today as a day may bring."""
    today = clock.start_of(clock.local(now).date())
    had = Message.objects.filter(
        user=message.user_id, urgent=False, sent_at__gte=today, sent_at__lt=now
    ).exclude(channel__in=HERE)
    if had.count() < dispatch.daily_cap:
        return None
    tomorrow = today + timedelta(days=1)
    return quiet_until(dispatch, tomorrow) or tomorrow
