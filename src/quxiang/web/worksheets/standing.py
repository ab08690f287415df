"""How a side stands to each record, told from versions and files: nothing is stored of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from quxiang.web.alerts.models import Case as AlertCase
from quxiang.web.destinations.models import Version
from quxiang.web.evidence.models import Evidence
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.worksheets.models import Data, Papers

Rows = QuerySet[Any]


class Standing(TextChoices):
    """How far one record is for a side; what was concluded before a change counts as lacking."""

    TODO = "todo", "未核查"
    STALE = "stale", "需重核"
    PROBLEM = "problem", "有问题"
    DONE = "done", "已核查"


TONES = {
    Standing.TODO: "info", Standing.STALE: "doubt", Standing.PROBLEM: "wrong",
    Standing.DONE: "good",
}  # fmt: skip
#: what a report may be signed without: nothing
LACKING = (Standing.TODO, Standing.STALE)
_WRONG = Q(now__data=Data.PROBLEM) | Q(now__papers__in=(Papers.PROBLEM, Papers.MISSING))


def in_scope(graduates: QuerySet[Graduate], cohort: Cohort) -> QuerySet[Graduate]:
    """Narrow graduates to whom a cohort counts: each of them needs a conclusion."""
    return of_statuses(graduates, cohort, counted_statuses(cohort))


def counted_statuses(cohort: Cohort) -> Sequence[str]:
    return read(cohort, settings_of(cohort)).counted_statuses


def of_statuses(
    graduates: QuerySet[Graduate], cohort: Cohort, statuses: Sequence[str]
) -> QuerySet[Graduate]:
    return graduates.filter(cohort=cohort, removed=False, status__in=statuses)


def live_files(at: datetime | None = None) -> QuerySet[Evidence]:
    """Return the files of a graduate's ``number``-th version and of the next, live at a moment."""
    there = Q(removed_at__isnull=True)
    if at is not None:
        there = Q(at__lte=at) & (there | Q(removed_at__gt=at))
    # a later version than the current one there is none, so what was bound since waited then
    of = Q(version__isnull=True) | Q(version__gte=OuterRef("number"))
    return Evidence.objects.filter(there, of, graduate=OuterRef("pk")).order_by()


def standing(graduates: QuerySet[Graduate], side: str, at: datetime | None = None) -> Rows:
    """Give each graduate ``standing`` of a side, as it is or as it was known at a moment.

    ``now`` is the conclusion that stands, ``number`` the version it is compared with.
    """
    stands = Q(conclusions__superseded_at__isnull=True)
    if at is not None:
        stands = Q(conclusions__at__lte=at) & (stands | Q(conclusions__superseded_at__gt=at))
    own = Q(conclusions__side=side) & stands
    files = live_files(at).values("graduate")
    rows: Rows = graduates.annotate(
        now=FilteredRelation("conclusions", condition=own), number=_number(at)
    ).annotate(
        standing=Case(
            When(now__pk__isnull=True, then=Value(Standing.TODO.value)),
            When(_changed(files) | _answered(at), then=Value(Standing.STALE.value)),
            When(_WRONG, then=Value(Standing.PROBLEM.value)),
            default=Value(Standing.DONE.value),
            output_field=CharField(),
        )
    )  # fmt: skip
    return rows


def _number(at: datetime | None) -> Any:
    if at is None:
        return Coalesce(F("registration__current__number"), 0, output_field=IntegerField())
    known = Version.objects.filter(registration__graduate=OuterRef("pk"), recorded_at__lte=at)
    newest = known.order_by("-number").values("number")[:1]
    return Coalesce(Subquery(newest), 0, output_field=IntegerField())


def _changed(files: Rows) -> Q:
    """Return that the version or its files are others than the conclusion was about."""
    count = Coalesce(
        Subquery(files.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()
    )
    newest = Coalesce(
        Subquery(files.annotate(n=Max("pk")).values("n")), 0, output_field=BigIntegerField()
    )
    return ~Q(now__version=F("number")) | ~Q(now__files=count) | ~Q(now__newest_file=newest)


def _answered(at: datetime | None) -> Q:
    """Return that the case a problem became has ended: it is looked at again."""
    over = Q(now__case__closed_at__isnull=False)
    return over if at is None else over & Q(now__case__closed_at__lte=at)


def flagged_first(rows: Rows) -> Rows:
    """Give each ``rank`` 0 where something speaks against it: a finding, or an open case."""
    live = AlertCase.objects.filter(graduate=OuterRef("pk"), closed_at__isnull=True)
    flagged = Q(registration__current__judgement__flagged=True) | Exists(live)
    ranked: Rows = rows.annotate(
        rank=Case(When(flagged, then=Value(0)), default=Value(1), output_field=IntegerField())
    )
    return ranked


@dataclass
class Count4:
    """How many records of a college stand how, for one side."""

    todo: int = 0
    stale: int = 0
    problem: int = 0
    done: int = 0

    @property
    def all(self) -> int:
        return self.todo + self.stale + self.problem + self.done

    @property
    def concluded(self) -> int:
        return self.problem + self.done

    @property
    def lacking(self) -> int:
        return self.todo + self.stale


def counted(rows: Rows) -> Count4:
    """Count records by how they stand."""
    found = rows.order_by().values_list("standing").annotate(n=Count("pk"))
    return Count4(**dict(found))


def by_college(rows: Rows) -> dict[int, Count4]:
    """Count records by college and by how they stand."""
    found: dict[int, Count4] = {}
    told: Iterable[tuple[int, str, int]] = (
        rows.order_by().values_list("college_id", "standing").annotate(n=Count("pk"))
    )
    for college, stands, count in told:
        setattr(found.setdefault(college, Count4()), stands, count)
    return found
