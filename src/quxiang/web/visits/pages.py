"""Where visits stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.visits.access import may_see


def sees_visits(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    menu.Group.VERIFYING, 30, "实地走访", "visits:visits", "map-pin", shown_to=sees_visits
)
