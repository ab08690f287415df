"""Which earlier snapshots a new one is compared with: the period before, last year's same day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pyarrow as pa

from quxiang.engine.snapshots import open_snapshot
from quxiang.standards.calendar import period_at
from quxiang.web.common import clock
from quxiang.web.season.models import Snapshot
from quxiang.web.season.sources import Frame

#: outside the season's periods: a snapshot at least so old is one of before
_WEEK = timedelta(days=7)
#: last year's snapshot nearest before the same day may be so much older
_SAME_DAY = timedelta(days=45)


def newest(cohort_id: int) -> Snapshot | None:
    """Return the snapshot the next one of a cohort follows."""
    return Snapshot.objects.filter(cohort_id=cohort_id).first()


def earlier_tables(
    frame: Frame,
) -> tuple[dict[str, pa.Table], dict[str, Sequence[str]], dict[str, datetime | None]]:
    """Return the tables ``previous`` and ``last_year``, their known columns and moments."""
    tables: dict[str, pa.Table] = {}
    given: dict[str, Sequence[str]] = {}
    moments: dict[str, datetime | None] = {}
    found = {"previous": _previous(frame), "last_year": _last_year(frame)}
    for name, row in found.items():
        if row is not None:
            dataset = open_snapshot(row.path).dataset
            tables[name] = dataset.tables["graduates"]
            given[name] = tuple(dataset.given["graduates"])
            moments[name] = dataset.moment
    return tables, given, moments


def _previous(frame: Frame) -> Snapshot | None:
    """Return the newest snapshot of an earlier period; of the same period none is before."""
    period = period_at(clock.local(frame.known_at), frame.cohort.year, frame.settings)
    before = frame.known_at - _WEEK if period is None else clock.aware(period.start)
    return _kept(frame.cohort.snapshots.filter(moment__lte=before))


def _last_year(frame: Frame) -> Snapshot | None:
    """Return last year's cohort as it stood on this day, or shortly before."""
    local = clock.local(frame.known_at)
    day = local.replace(year=local.year - 1, day=min(local.day, 28 if local.month == 2 else 31))
    until = clock.aware(day)
    rows = Snapshot.objects.filter(
        school_id=frame.cohort.school_id, cohort__year=frame.cohort.year - 1,
        moment__lte=until, moment__gt=until - _SAME_DAY,
    )  # fmt: skip
    return _kept(rows)


def _kept(rows: object) -> Snapshot | None:
    """Return the newest whose rows are still there: retention may have left the manifest only."""
    ordered = rows.order_by("-moment", "-number")[:5]  # type: ignore[attr-defined]
    return next((row for row in ordered if (row.path / "graduates.parquet").exists()), None)
