"""The outbox: when which kind of message was written, and how it fared."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.templatetags.parts import moment
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec
from quxiang.web.notifications.access import messages_visible_to
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.texts import TITLES

TONES = {"sent": "good", "failed": "wrong", "uncertain": "doubt", "waiting": ""}
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
    exportable=False,
    empty_title="没有消息",
    empty_hint="发送激活码或测试消息后，这里显示它们的状态。",
)


def outbox(request: HttpRequest) -> HttpResponse:
    """List messages by state; neither text nor receiver is shown."""
    page = build(request, OUTBOX, messages_visible_to(reader(request)))
    return render(request, "lists/page.html", {"page": page})
