"""Freeze a cohort as it is known at a moment, and let the snapshot follow the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError

from quxiang.engine import snapshots
from quxiang.problems import UnusableError
from quxiang.standards import overlay_of
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.garbage import left_lying
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.reference.selectors import overlay_changes
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort
from quxiang.web.season.earlier import earlier_tables, newest
from quxiang.web.season.keys import key_id, snapshot_key
from quxiang.web.season.models import Snapshot
from quxiang.web.season.reading import one_moment
from quxiang.web.season.sources import Frame, tables_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

FOLDER = "snapshots"


def snapshot(
    *, cohort: Cohort, by: User | None, why: str, known_at: datetime | None = None,
    period: str = "",
) -> Snapshot:  # fmt: skip
    """Freeze what is known of a cohort now, or was at ``known_at``, as the end of a ``period``.

    Everything is read in one transaction, and nobody's writing waits for it. Raises
    :class:`InvalidError` where nothing can be frozen, :class:`StaleStateError` where somebody
    froze the same cohort at the same time.
    """
    now = clock.now()
    moment = known_at or now
    if moment > now:
        raise InvalidError("快照的时刻还没有到。")
    before = newest(cohort.pk)
    number = _next_number(cohort, before)
    target = _folder(cohort) / f"{number:04d}-{clock.local(moment):%Y%m%dT%H%M%S}"
    with one_moment(), left_lying():
        made = _written(frame_of(cohort, moment), target, before)
    row = Snapshot(
        school_id=cohort.school_id, cohort=cohort, number=number, moment=moment, known_at=moment,
        folder=str(target.relative_to(settings.HOME)), sha256=made.sha256, why=why, by=by, at=now,
        period=period, people=made.manifest.tables["graduates"].rows,
    )  # fmt: skip
    _keep(row)
    return row


def frame_of(cohort: Cohort, known_at: datetime) -> Frame:
    return Frame(cohort, known_at, read(cohort, settings_of(cohort, known_at)), snapshot_key())


def about(
    frame: Frame, moments: Mapping[str, datetime | None] = MappingProxyType({})
) -> snapshots.About:
    """Return what the manifest of a frame says besides its tables."""
    local = clock.local(frame.known_at)
    return snapshots.About(
        school=frame.school, cohort=frame.year, moment=local, known_at=local,
        settings=frame.settings, key_id=key_id(frame.key), moments=moments,
        overlay=overlay_of(overlay_changes(frame.cohort.school_id, frame.known_at)),
    )  # fmt: skip


def _written(frame: Frame, target: Path, before: Snapshot | None) -> snapshots.Snapshot:
    """Read every table and write the folder; the hashes of another key go on with no chain."""
    tables, given = tables_of(frame)
    if not tables["graduates"].num_rows:
        raise InvalidError("名册上还没有毕业生，不能建立快照。")
    earlier, known, moments = earlier_tables(frame)
    follows = None if before is None else before.path
    try:
        return snapshots.create(
            tables | earlier, given | known, folder=target, about=about(frame, moments),
            previous=follows,
        )  # fmt: skip
    except UnusableError as error:
        if any(each.code == "snapshot_exists" for each in error.problems):
            raise StaleStateError("刚才有人建了同一届的快照，请刷新后再看。") from error
        raise InvalidError(error.problems) from error


def _folder(cohort: Cohort) -> Path:
    """Return where a cohort's snapshots lie side by side, for this user's eyes only."""
    folder = Path(settings.HOME) / FOLDER / cohort.school.code / str(cohort.year)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _next_number(cohort: Cohort, before: Snapshot | None) -> int:
    """Return a number no row and no folder has: one whose row was never written stays alone."""
    taken = [int(name) for each in _folder(cohort).iterdir() if (name := each.name[:4]).isdigit()]
    return max([*taken, before.number if before else 0]) + 1


@trail.atomic()
def _keep(row: Snapshot) -> None:
    """Keep the row of a folder that is written; :class:`StaleStateError` for a number taken."""
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise StaleStateError from error
    after = {"number": row.number, "sha256": row.sha256, "rows": row.people}
    trail.record("snapshot.take", row, by=row.by, reason=row.why, after=after)
