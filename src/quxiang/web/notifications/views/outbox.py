"""The outbox: which kind of message was written when, how it fared; one of them, settling it."""

from __future__ import annotations

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.selectors import own_ids
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.templatetags.parts import moment
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, opening
from quxiang.web.notifications.access import (
    SETTLES,
    get_message_for,
    may_see_texts,
    may_settle,
    messages_visible_to,
)
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services.settling import ACTS, settle
from quxiang.web.notifications.states import MESSAGES
from quxiang.web.notifications.texts import TITLES

TONES = {
    "sent": "good", "failed": "wrong", "uncertain": "doubt", "waiting": "", "sending": "info",
    "held": "doubt", "cancelled": "",
}  # fmt: skip
OUTBOX = ListSpec(
    name="outbox",
    title="发件箱",
    columns=(
        Column("created_at", "写成", value=lambda m: moment(m.created_at), order=("created_at",)),
        Column("template", "种类", value=lambda m: TITLES.get(m.template, m.template)),
        Column("channel", "通道", value=lambda m: m.get_channel_display()),
        Column(
            "state", "状态", value=lambda m: m.get_state_display(), tone=lambda m: TONES[m.state]
        ),
        Column("sent_at", "发出", value=lambda m: moment(m.sent_at), labelled=True),
    ),
    order=("-created_at", "-pk"),
    filters=(
        Filter("state", "状态", "state", lambda _: dict(Message.State.choices)),
        Filter("template", "种类", "template", lambda _: TITLES),
        Filter("channel", "通道", "channel", lambda _: dict(Message.Channel.choices)),
    ),
    link=opening("notifications:message"),
    exportable=False,
    empty_title="没有消息",
    empty_hint="发送激活码或测试消息后，这里显示它们的状态。",
)


def outbox(request: HttpRequest) -> HttpResponse:
    """List messages by state; neither text nor receiver is shown."""
    page = build(request, OUTBOX, messages_visible_to(reader(request)))
    return render(request, "notifications/outbox.html", {"page": page, "costs": _costs(request)})


def _costs(request: HttpRequest) -> list[tuple[str, int, str]]:
    """Return what each channel that costs has cost so far: name, messages, yuan."""
    rows = Message.objects.filter(school_id=reader(request).school_id, cost__gt=0).order_by()
    told = rows.values_list("channel").annotate(count=Count("pk"), sum=Sum("cost"))
    return [(str(Message.Channel(c).label), n, f"{s / 1000:,.2f}") for c, n, s in told]


def one(request: HttpRequest, message_id: int, said: str = "", typed: str = "") -> HttpResponse:
    """Show how one message fared; what it says and to whom, for the centre only."""
    user = reader(request)
    found = get_message_for(user, message_id)
    reads = may_see_texts(user)
    if reads and found.user is not None and found.user.is_graduate:
        shows(request, own_ids(found.user))
    verbs = [each.name for each in MESSAGES.from_state(found.state) if each.name in ACTS]
    if found.urgent:
        verbs = [each for each in verbs if each != "send_again"]
    context = {
        "message": found, "title": TITLES.get(found.template, found.template), "reads": reads,
        "tone": TONES[found.state], "yuan": f"{found.cost / 1000:.3f}" if found.cost else "",
        "acts": [(verb, ACTS[verb]) for verb in verbs] if may_settle(user) else [],
        "said": said, "typed": typed,
    }  # fmt: skip
    return render(request, "notifications/message.html", context, status=422 if said else 200)


def act(request: HttpRequest, message_id: int) -> HttpResponse:
    """Settle a message that failed or is in doubt."""
    user = reader(request)
    found = get_message_for(user, message_id)
    require(may_settle(user), SETTLES)
    verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "")
    if verb not in ACTS:
        return one(request, message_id, "请选择要做什么。", reason)
    try:
        settle(message=found, verb=verb, reason=reason, by=user)
    except InvalidError as error:
        return one(request, message_id, str(error), reason)
    return redirect("notifications:message", found.pk)
