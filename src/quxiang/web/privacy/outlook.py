"""What would be deleted next, kind by kind, and what only a hold still keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import KINDS, Kind
from quxiang.web.privacy.models import LegalHold, Period
from quxiang.web.privacy.selectors import period_of

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


def outlook_for(user: User, now: datetime) -> list[Outlook]:
    """Return every kind as it stands at the reader's school."""
    return [_outlook(user.school_id, kind, now) for kind in KINDS.values()]


def _outlook(school_id: int, kind: Kind, now: datetime) -> Outlook:
    period = period_of(school_id, kind)
    days = kind.days if period is None else period.days
    basis = kind.basis if period is None else period.basis
    if days is None:
        return Outlook(kind, period, None, basis)

    def count(before: datetime, held: Held) -> int:
        return kind.rows(school_id, before, held).count()

    over, free = now - timedelta(days=days), Held(school_id)
    due = count(over, free)
    return Outlook(
        kind, period, days, basis, now=due,
        soon=count(over + timedelta(days=SOON), free) - due,
        held=count(over, Held(school_id, none=True)) - due,
    )  # fmt: skip


def holds_for(user: User) -> list[LegalHold]:
    """Return every hold of the school, the open ones first."""
    holds = LegalHold.objects.filter(school_id=user.school_id).select_related(
        "cohort", "person", "by", "lifted_by"
    )
    listed = list(holds.prefetch_related("person__graduates"))
    return sorted(listed, key=lambda hold: hold.lifted_at is not None)
