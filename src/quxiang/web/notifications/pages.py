"""Where the outbox stands in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.notifications.access import may_see_outbox


def sees_outbox(request: HttpRequest) -> bool:
    return may_see_outbox(reader(request))


menu.register(Group.MESSAGES, 10, "发件箱", "notifications:outbox", "mail", shown_to=sees_outbox)
