"""Count what dashboards show of a snapshot: once for the whole and every college, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from quxiang.engine.boards import PLACEMENT, WHOLE, Scoped, class_title, count_board
from quxiang.web.common import clock
from quxiang.web.season.basis import opened
from quxiang.web.season.figuring import counted
from quxiang.web.season.models import DashboardSet, Snapshot

__all__ = ["PLACEMENT", "WHOLE", "count", "kept_set"]
UNREGISTERED = "unregistered_rate"
#: of those registered, whose destination stands confirmed at a place: what that figure is called
CONFIRMED = {"national": "national_confirmed", "school": "school_confirmed"}


def kept_set(row: Snapshot, scope: str = WHOLE) -> DashboardSet | None:
    """Return the counts of a snapshot for a scope, counted if nobody asked before.

    ``None``: nobody of that college was in it. Raises :class:`InvalidError` where it is unreadable.
    """
    found = DashboardSet.objects.filter(snapshot=row, scope=scope)
    kept = found.first()
    if kept is None and not DashboardSet.objects.filter(snapshot=row).exists():
        count(row)
        kept = found.first()
    return kept


def count(row: Snapshot) -> None:
    """Count a snapshot for the whole and every college and keep that, unless somebody just did."""
    sets = _sets(row)
    try:
        with transaction.atomic():
            DashboardSet.objects.bulk_create(sets)
    except IntegrityError:  # somebody asked a moment ago, and counted the same
        return


def _sets(row: Snapshot) -> list[DashboardSet]:
    told, frozen = counted(row, "college"), opened(row)
    counts = count_board(frozen.dataset, frozen.standard(), frozen.settings, told.rules)
    classes = {rule.code: class_title(rule) for rule in told.rules if rule.exclusive}
    colleges = {name: figures for name, figures in told.groups.items() if name}
    sets = []
    for scope, figures in {WHOLE: told.whole, **colleges}.items():
        pairs = {code: [each.numerator, each.denominator] for code, each in figures.items()}
        for place, code in CONFIRMED.items():
            pairs[code] = counts.confirmed[place].get(scope, [0, 0])
        sets.append(_set(row, scope, pairs, counts.tables))
        sets[-1].tables["classes"] = [[title, pairs[code][0]] for code, title in classes.items()]
    sets[0].tables["colleges"] = [
        [each.scope, each.settled, each.registered, each.people] for each in sets[1:]
    ]
    return sets


def _set(
    row: Snapshot, scope: str, pairs: Mapping[str, Sequence[int]], tables: Mapping[str, Scoped]
) -> DashboardSet:
    settled, people = pairs[PLACEMENT]
    return DashboardSet(
        school_id=row.school_id, snapshot=row, scope=scope, people=people, settled=settled,
        registered=people - pairs[UNREGISTERED][0], figures=dict(pairs), at=clock.now(),
        tables={name: found.get(scope, []) for name, found in tables.items()},
    )  # fmt: skip
