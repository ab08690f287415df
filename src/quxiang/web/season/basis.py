"""What figures are counted from: a snapshot, or the state of a cohort for "now", opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.engine import snapshots
from quxiang.engine.dataset import Dataset
from quxiang.problems import UnusableError
from quxiang.standards import Overlay, Settings, Standard, load
from quxiang.web.common.refusals import InvalidError
from quxiang.web.roster.models import Cohort
from quxiang.web.season.models import Present, Snapshot

#: states kept open: their tables lie in memory
_OPEN = 4
#: snapshots a page chooses among
MOST = 200

Kept = Snapshot | Present


class Frozen(Protocol):
    """Tables that do not change, with the settings and the schemes of then."""

    @property
    def dataset(self) -> Dataset: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def overlay(self) -> Overlay: ...

    def standard(self, scheme: str | None = None) -> Standard: ...


@dataclass(frozen=True)
class State:
    """A part of a frozen state: one college's graduates, or somebody's students."""

    dataset: Dataset
    settings: Settings
    overlay: Overlay

    def standard(self, scheme: str | None = None) -> Standard:
        return load(scheme or self.settings.scheme, self.overlay)


def kept(cohort: Cohort) -> list[Snapshot]:
    """Return the snapshots of a cohort whose rows are still there, the newest first."""
    rows = Snapshot.objects.filter(cohort=cohort)[:MOST]
    return [row for row in rows if (row.path / "graduates.parquet").exists()]


def opened(row: Kept) -> Frozen:
    """Return a state opened; raises :class:`InvalidError` where it is not what it was."""
    try:
        return _opened(str(row.path), row.sha256)
    except UnusableError as error:
        raise InvalidError(error.problems) from error


@lru_cache(maxsize=_OPEN)
def _opened(path: str, sha256: str) -> snapshots.Snapshot:
    """Open a snapshot, its rows checked against its manifest, and keep it open."""
    found = snapshots.open_snapshot(Path(path))
    if found.sha256 != sha256:
        raise InvalidError("这份快照的清单和登记的散列不一致，不能用来出数。请到快照页核验。")
    _ = found.dataset
    return found


def part_of(whole: Frozen, chosen: pa.ChunkedArray) -> State:
    """Return a frozen state of those graduates only whom a mask chooses."""
    people = whole.dataset.tables["graduates"].filter(chosen)
    tables = {**whole.dataset.tables, "graduates": people}
    return State(replace(whole.dataset, tables=tables), whole.settings, whole.overlay)


def within_college(whole: Frozen, college: str) -> Frozen:
    """Return a frozen state as far as one college; the whole for none."""
    if not college:
        return whole
    return part_of(whole, pc.equal(whole.dataset.tables["graduates"]["college"], college))
