"""Count every new snapshot for the dashboards, so that curves have each and pages only read."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Exists, OuterRef

from quxiang.web.common.refusals import InvalidError
from quxiang.web.jobs.registry import every, periodic
from quxiang.web.season.dashboards.counting import count
from quxiang.web.season.models import DashboardSet, Snapshot

log = logging.getLogger(__name__)
#: snapshots counted a time: an installation that has many gets to them all, and the tick goes on
AT_ONCE = 5


@periodic("season.boards", every(minutes=1))
def count_new(now: datetime) -> None:
    """Count the newest snapshots nobody has counted, whose rows retention has not taken."""
    known = DashboardSet.objects.filter(snapshot=OuterRef("pk"))
    rows = Snapshot.objects.filter(~Exists(known)).order_by("-at", "-pk")
    there = (row for row in rows if (row.path / "graduates.parquet").exists())
    for row, _ in zip(there, range(AT_ONCE), strict=False):
        try:
            count(row)
        except InvalidError as error:
            log.warning("no dashboard of snapshot %s: %s", row, error)
