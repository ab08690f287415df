"""Where certificates stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.certificates.access import may_set
from quxiang.web.common import menu
from quxiang.web.common.menu import Group


def sets_certificates(request: HttpRequest) -> bool:
    return may_set(reader(request))


menu.register(
    Group.SYSTEM, 45, "电子签章", "certificates:certificates", "rubber-stamp",
    shown_to=sets_certificates,
)  # fmt: skip
