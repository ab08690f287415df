"""Where campaigns stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.campaigns.access import may_see
from quxiang.web.common import menu


def sees_campaigns(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    menu.Group.MESSAGES, 8, "批量通知", "campaigns:campaigns", "users", shown_to=sees_campaigns
)
