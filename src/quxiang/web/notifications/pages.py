"""Where messages stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.notifications.access import may_see_outbox, may_set_channels


def sees_outbox(request: HttpRequest) -> bool:
    return may_see_outbox(reader(request))


def sets_channels(request: HttpRequest) -> bool:
    return may_set_channels(reader(request))


def anybody(_: HttpRequest) -> bool:
    return True


menu.register(Group.MESSAGES, 5, "我的通知", "notifications:inbox", "bell", shown_to=anybody)
menu.register(Group.MESSAGES, 10, "发件箱", "notifications:outbox", "mail", shown_to=sees_outbox)
menu.register(
    Group.MESSAGES, 20, "消息内容", "notifications:texts", "message-2", shown_to=sees_outbox
)
menu.register(
    Group.MESSAGES, 30, "消息通道", "notifications:channels", "send", shown_to=sets_channels
)
