"""Where the outbox stands in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.notifications.access import may_see_outbox


def sees_outbox(request: HttpRequest) -> bool:
    return may_see_outbox(reader(request))


menu.register(83, "发件箱", "notifications:outbox", "mail", sees_outbox)
