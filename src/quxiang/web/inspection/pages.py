"""Where inspections stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.inspection.access import may_see


def sees_packs(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    menu.Group.VERIFYING, 50, "迎检", "inspection:packs", "file-certificate", shown_to=sees_packs
)
