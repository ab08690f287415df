"""What would be deleted next, kind by kind, and what only a hold still keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, QuerySet, Subquery

from quxiang.web.orgs.models import School
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import KINDS, Kind
from quxiang.web.privacy.models import LegalHold, Period

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

SOON = 30


@dataclass(frozen=True)
class Outlook:
    """One kind with its period and counts: over now, over within a month, kept by holds."""

    kind: Kind
    period: Period | None
    days: int | None
    basis: str
    now: int = 0
    soon: int = 0
    held: int = 0


class Counted(Subquery):
    """How many rows a query has, as a value of another query."""

    template = "(select count(*) from (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk"))


def outlook_for(user: User, now: datetime) -> list[Outlook]:
    """Return every kind as it stands at the reader's school; two queries for all of them."""
    periods = {each.kind: each for each in Period.objects.filter(school_id=user.school_id)}
    listed = [_undue(kind, periods.get(kind.name)) for kind in KINDS.values()]
    wanted = {
        f"{each.kind.name}_{name}": Counted(rows)
        for each in listed
        for name, rows in _due(user.school_id, each, now).items()
    }
    counted: Any = School.objects.filter(pk=user.school_id).values(**wanted).get()
    return [_with_counts(each, counted) for each in listed]


def _undue(kind: Kind, period: Period | None) -> Outlook:
    decided = kind if period is None else period
    return Outlook(kind, period, decided.days, decided.basis)


def _due(school_id: int, outlook: Outlook, now: datetime) -> dict[str, QuerySet[Any]]:
    """Return what is over now, what is within a month, and what would be without holds."""
    if outlook.days is None:
        return {}
    over, rows = now - timedelta(days=outlook.days), outlook.kind.rows
    return {
        "now": rows(school_id, over, Held(school_id)),
        "soon": rows(school_id, over + timedelta(days=SOON), Held(school_id)),
        "free": rows(school_id, over, Held(school_id, none=True)),
    }


def _with_counts(outlook: Outlook, counted: Mapping[str, int | None]) -> Outlook:
    now, soon, free = (
        counted.get(f"{outlook.kind.name}_{name}") or 0 for name in ("now", "soon", "free")
    )
    held = free - now
    return replace(outlook, now=now, soon=soon - now, held=held)


def holds_for(user: User) -> list[LegalHold]:
    """Return every hold of the school, the open ones first."""
    holds = LegalHold.objects.filter(school_id=user.school_id).select_related(
        "cohort", "person", "by", "lifted_by"
    )
    listed = list(holds.prefetch_related("person__graduates"))
    return sorted(listed, key=lambda hold: hold.lifted_at is not None)
