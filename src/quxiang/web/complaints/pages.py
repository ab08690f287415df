"""Where complaints stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.complaints.access import may_read_complaints


def reads_complaints(request: HttpRequest) -> bool:
    return not reader(request).is_graduate and may_read_complaints(reader(request))


menu.register(
    menu.Group.CHECKING, 30, "举报", "complaints:complaints", "message-2", shown_to=reads_complaints
)
