"""Everything one dashboard says of a cohort, for the school or for one college."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import FilteredRelation, Q

from quxiang.engine.division import rate
from quxiang.web.common import clock
from quxiang.web.orgs.models import Unit
from quxiang.web.reference.models import NationalFigure
from quxiang.web.reference.words import figure_titles
from quxiang.web.roster.models import Cohort
from quxiang.web.season.dashboards.charts import few
from quxiang.web.season.dashboards.closed import Closed, closed_of
from quxiang.web.season.dashboards.counting import PLACEMENT, WHOLE, kept_set
from quxiang.web.season.dashboards.curve import REGISTERED, Point, Seasons, at, curves_of, same_day
from quxiang.web.season.models import DashboardSet, Snapshot
from quxiang.web.season.progress import calendar_of

STUDY, NATIONAL, ON_TIME = "further_study_rate", "national_confirmed", "on_time_rate"
#: the five figures a page begins with, in order
HEADLINE: Mapping[str, str] = {
    PLACEMENT: "毕业去向落实率", STUDY: "升学率", REGISTERED: "去向登记率",
    NATIONAL: "全国系统确认率", ON_TIME: "及时率",
}  # fmt: skip
#: snapshots looked at for one that can still be counted: retention may have left others bare
PATIENT = 10


@dataclass(frozen=True)
class Figure:
    """One figure as a page shows it: heads, and the rate in 1/10 000 or nothing."""

    code: str
    title: str
    numerator: int
    denominator: int

    @property
    def rate(self) -> int | None:
        return rate(self.numerator, self.denominator, 100)

    @property
    def explained(self) -> bool:
        """Say whether the engine counts it, so that its people can be listed."""
        return self.code in (PLACEMENT, STUDY)

    @property
    def few(self) -> bool:
        """Say whether it tells of fewer people than may be told apart; colleges are no people."""
        heads = (self.numerator, self.denominator - self.numerator, self.denominator)
        return self.code != ON_TIME and any(map(few, heads))

    @property
    def text(self) -> str:
        return "—" if self.rate is None else f"{self.rate // 100}.{self.rate % 100:02d}"


@dataclass(frozen=True)
class Board:
    """Counts of one snapshot, the curves up to it, how colleges stand to the period now."""

    cohort: Cohort
    snapshot: Snapshot
    college: Unit | None
    counts: DashboardSet
    curves: Mapping[str, Seasons]
    closed: Closed
    references: Sequence[NationalFigure]

    @property
    def on(self) -> date:
        return clock.local(self.snapshot.known_at).date()

    @property
    def unregistered(self) -> int:
        return self.counts.people - self.counts.registered

    @property
    def few_unregistered(self) -> bool:
        return few(self.unregistered)

    @property
    def figures(self) -> list[Figure]:
        """Return the five figures; 求职中 is registered like any other."""
        pairs = {
            **self.counts.figures,
            REGISTERED: (self.counts.registered, self.counts.people),
            ON_TIME: (self.closed.on_time, self.closed.due),
        }
        return [Figure(code, title, *pairs.get(code, (0, 0))) for code, title in HEADLINE.items()]

    def before(self, back: int, code: str = PLACEMENT) -> Point | None:
        """Return where the season so many years before stood on this day."""
        return at(self.curves[code][self.cohort.year - back], self.on)


def newest_of(cohort: Cohort, college: Unit | None, number: str = "") -> Snapshot | None:
    """Return the snapshot asked for by number, else that of the latest moment that can be shown.

    It brings what is kept of it for the school or a college, as ``mine``, or ``None``.
    """
    scope = WHOLE if college is None else college.name
    mine = FilteredRelation("dashboards", condition=Q(dashboards__scope=scope))
    rows = Snapshot.objects.filter(cohort=cohort).annotate(mine=mine)
    if number:
        rows = rows.filter(number=number) if number.isdecimal() and len(number) < 9 else rows.none()
    found: list[Snapshot] = list(
        rows.select_related(*("mine",)).order_by("-moment", "-number")[:PATIENT]
    )
    if number:
        return next(iter(found), None)
    return next((each for each in found if getattr(each, "mine", None) or _there(each)), None)


def _there(row: Snapshot) -> bool:
    return (row.path / "graduates.parquet").exists()


def board_of(
    cohort: Cohort, snapshot: Snapshot, college: Unit | None, colleges: Sequence[Unit]
) -> Board | None:
    """Return the dashboard of a snapshot for the school or a college; ``None`` without anybody.

    Raises :class:`InvalidError` where the snapshot has to be counted and is unreadable.
    """
    scope = WHOLE if college is None else college.name
    counts = getattr(snapshot, "mine", None) or kept_set(snapshot, scope)
    if counts is None:
        return None
    return Board(
        cohort=cohort, snapshot=snapshot, college=college, counts=counts,
        curves=_until(curves_of(cohort, scope), cohort.year, snapshot.known_at),
        closed=closed_of(calendar_of(cohort), colleges),
        references=references_of(cohort.school_id, clock.local(snapshot.known_at).date()),
    )  # fmt: skip


def _until(
    curves: Mapping[str, Seasons], year: int, moment: datetime
) -> dict[str, dict[int, Sequence[Point]]]:
    """Leave out of this season what came after the snapshot shown; earlier ones stay whole."""
    on = clock.local(moment).date()
    return {
        code: {
            each: [p for p in points if p.on <= on] if each == year else points
            for each, points in seasons.items()
        }
        for code, seasons in curves.items()
    }


def references_of(school_id: int, on: date) -> list[NationalFigure]:
    """Return the newest figure of each place for the placement rate that was told by a day.

    Of this season only: what was told more than a year ago is no company for it.
    """
    rows = NationalFigure.objects.filter(
        school_id=school_id, on__lte=on, on__gt=same_day(on, -1),
        figure__in=(PLACEMENT, figure_titles()[PLACEMENT]),
    )  # fmt: skip
    newest = {each.place: each for each in rows.order_by("on", "pk")}
    return sorted(newest.values(), key=lambda each: (not each.place.startswith("全国"), each.place))
