"""A season behind the demonstration's dashboards: snapshots of some weeks, two seasons before."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

#: weeks frozen, and how far apart
WEEKS, WEEK = 6, timedelta(days=7)
#: how far ahead of this season each of those before it was on the same day, in points
AHEAD = {1: -4, 2: 3}


def season() -> dict[str, int]:
    """Freeze the cohort of 2024, as if week by week, and tell what the seasons before were."""
    from django.db.models import F

    from quxiang.web.common import clock
    from quxiang.web.roster.models import Cohort
    from quxiang.web.season.dashboards.counting import count
    from quxiang.web.season.models import DashboardSet, Snapshot
    from quxiang.web.season.services.taking import snapshot

    cohort, now = Cohort.objects.get(year=2024), clock.now()
    for back in reversed(range(WEEKS)):
        row, moment = snapshot(cohort=cohort, by=None, why="期末"), now - back * WEEK
        count(row)
        # the demonstration was recorded in a minute: what is of a week before is told so
        if back:
            Snapshot.objects.filter(pk=row.pk).update(moment=moment, known_at=moment)
        fewer = F("settled") * (20 - 2 * back) / 20
        DashboardSet.objects.filter(snapshot=row).update(settled=fewer)
    for back in AHEAD:
        tell(cohort.school_id, cohort.year - back, back)
    return {"snapshots": Snapshot.objects.filter(cohort=cohort).count()}


def tell(school_id: int, year: int, back: int) -> None:
    """Bring in a season so many years before, as its workbook would."""
    from quxiang.web.common import clock
    from quxiang.web.season.dashboards.curve import same_day
    from quxiang.web.season.models import PastFigure

    day = same_day(clock.today(), -back)
    for at in range(WEEKS):
        share = 38 + AHEAD[back] - 4 * at
        for figure, more in (("placement_rate", 0), ("registered_rate", 14)):
            PastFigure.objects.create(
                school_id=school_id, year=year, on=day - at * WEEK, figure=figure, source="周报",
                numerator=(share + more) * 50, denominator=5000, at=clock.now(),
            )  # fmt: skip


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(season()))
