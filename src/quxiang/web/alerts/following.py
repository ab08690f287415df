"""What goes along when a graduate changes college: the open cases about that person alone."""

from __future__ import annotations

from collections.abc import Sequence

from quxiang.web.alerts.models import Case
from quxiang.web.alerts.states import LIVE
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.services.handover import open_work
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer


@follows_transfer
def cases_go_along(graduates: Sequence[Graduate], college: Unit) -> None:
    Case.objects.filter(graduate__in=graduates, state__in=LIVE).update(college=college)


@open_work
def open_cases(unit: Unit) -> list[tuple[str, int]]:
    """Return how many cases a recorder who hands over leaves open."""
    live = Case.objects.filter(college=unit, state__in=LIVE, desk="college")
    return [("待答复或待核实的预警", live.count())]
