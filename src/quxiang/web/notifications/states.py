"""A message's way to whoever it is for."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class MessageState(TextChoices):
    WAITING = "waiting", "待发"
    SENDING = "sending", "正在发"
    SENT = "sent", "已发"
    FAILED = "failed", "发送失败"
    UNCERTAIN = "uncertain", "结果不明"
    HELD = "held", "已暂停"
    CANCELLED = "cancelled", "已取消"


S = MessageState
#: the worker takes a message and hands it over; what nobody can tell waits for a person
MESSAGES = table(
    Transition("take", (S.WAITING,), S.SENDING),
    Transition("accept", (S.SENDING,), S.SENT),
    Transition("put_back", (S.SENDING,), S.WAITING),
    Transition("refuse", (S.SENDING,), S.FAILED),
    Transition("doubt", (S.SENDING,), S.UNCERTAIN),
    Transition("hold", (S.WAITING,), S.HELD),
    Transition("let_go", (S.HELD,), S.WAITING),
    Transition("cancel", (S.WAITING, S.HELD), S.CANCELLED),
    Transition("confirm", (S.UNCERTAIN,), S.SENT),
    Transition("send_again", (S.UNCERTAIN, S.FAILED), S.WAITING),
    Transition("give_up", (S.UNCERTAIN,), S.FAILED),
)
