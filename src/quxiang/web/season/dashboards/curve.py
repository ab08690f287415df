"""How a season went, day by day, beside the two before it: from snapshots and past workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quxiang.engine.division import rate
from quxiang.web.common import clock
from quxiang.web.roster.models import Cohort
from quxiang.web.season.dashboards.counting import PLACEMENT
from quxiang.web.season.models import DashboardSet, PastFigure

#: what of everybody is registered, seeking included; no figure of the scheme, its complement is
REGISTERED = "registered_rate"
#: measures a curve has, by the code past seasons are told by
MEASURES: Mapping[str, str] = {PLACEMENT: "落实率", REGISTERED: "登记率"}
#: seasons a curve shows before its own
BEFORE = 2
#: the point of an earlier season nearest before the same day may be so much older
PATIENCE = timedelta(days=45)


@dataclass(frozen=True)
class Point:
    """Heads of one day of a season; ``on`` is the day of the season shown, ``said`` the true one.

    ``told``: it comes from a workbook, not from a snapshot.
    """

    on: date
    said: date
    numerator: int
    denominator: int
    told: bool = False

    @property
    def rate(self) -> int | None:
        return rate(self.numerator, self.denominator, 100)


#: the points of each season, oldest first, by its year
Seasons = Mapping[int, Sequence[Point]]


def curves_of(cohort: Cohort, scope: str) -> dict[str, Seasons]:
    """Return the seasons of each measure: this one and, on the same days, those before."""
    found: dict[str, dict[int, dict[date, Point]]] = {
        code: {cohort.year - back: {} for back in range(BEFORE + 1)} for code in MEASURES
    }
    for year, said, code, numbers in _told(cohort, scope):
        found[code][year][said] = Point(same_day(said, cohort.year - year), said, *numbers, True)
    for year, said, *heads, people in _counted(cohort, scope):
        for code, numerator in zip(MEASURES, heads, strict=True):
            point = Point(same_day(said, cohort.year - year), said, numerator, people)
            found[code][year][said] = point
    return {
        code: {year: [days[day] for day in sorted(days)] for year, days in seasons.items()}
        for code, seasons in found.items()
    }


def _counted(cohort: Cohort, scope: str) -> list[tuple[int, date, int, int, int]]:
    """Return year, day, settled, registered and all of every snapshot; the last of a day wins."""
    rows = DashboardSet.objects.filter(
        scope=scope, snapshot__school_id=cohort.school_id,
        snapshot__cohort__year__in=range(cohort.year - BEFORE, cohort.year + 1),
    )  # fmt: skip
    told = rows.order_by("snapshot__moment", "snapshot__number").values_list(
        "snapshot__cohort__year", "snapshot__moment", "settled", "registered", "people"
    )
    return [
        (year, clock.local(moment).date(), settled, registered, people)
        for year, moment, settled, registered, people in told
    ]


def _told(cohort: Cohort, scope: str) -> list[tuple[int, date, str, tuple[int, int]]]:
    rows = PastFigure.objects.filter(
        school_id=cohort.school_id, year__in=range(cohort.year - BEFORE, cohort.year),
        college=scope, figure__in=MEASURES,
    )  # fmt: skip
    told = rows.values_list("year", "on", "figure", "numerator", "denominator")
    return [(year, on, code, (n, d)) for year, on, code, n, d in told]


def same_day(on: date, years: int) -> date:
    """Return a day so many years later; of 29 February the 28th where there is none."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)


def at(points: Sequence[Point], on: date) -> Point | None:
    """Return where a season stood on a day: its last point before, not older than patience."""
    before = [each for each in points if on - PATIENCE < each.on <= on]
    return before[-1] if before else None
