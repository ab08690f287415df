"""A snapshot opened for reading: its tables, settings and standards, as they were frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from quxiang.engine.dataset import Dataset, completed, impossible
from quxiang.engine.shared import DECLARED
from quxiang.engine.snapshots.canonical import sha256_of
from quxiang.engine.snapshots.folders import on_disk
from quxiang.engine.snapshots.manifest import (
    MANIFEST,
    UNREADABLE,
    Manifest,
    OverlayRow,
    read_manifest,
)
from quxiang.engine.snapshots.strange import refuse_strange
from quxiang.engine.snapshots.tables import parquet_of, read_table
from quxiang.problems import Problem, UnusableError, Where
from quxiang.standards import Change, Overlay, Settings, Standard, load, settings_of_values
from quxiang.standards.tables import Table


@dataclass(frozen=True)
class Snapshot:
    """A folder with its manifest; ``sha256`` is the manifest's, and stands for all of it."""

    folder: Path
    manifest: Manifest
    sha256: str

    @property
    def name(self) -> str:
        return self.folder.absolute().name

    @cached_property
    def settings(self) -> Settings:
        return settings_of_values(self.manifest.settings.values, MANIFEST)

    @cached_property
    def overlay(self) -> Overlay:
        entry = self.manifest.overlay
        rows = entry.rows if entry is not None else ()
        names = OverlayRow.__struct_fields__
        return Overlay(tuple(Change(*(getattr(row, name) for name in names)) for row in rows))

    def standard(self, scheme: str | None = None) -> Standard:
        """Return a scheme with the school's changes of then; the settings' own by default."""
        return load(scheme or self.settings.scheme, self.overlay)

    @cached_property
    def dataset(self) -> Dataset:
        """Return what a run reads; raise :class:`UnusableError` for a table that was changed."""
        for name in self.manifest.tables:
            self._refuse_changed(name)
        return self.unguarded()

    def unguarded(self) -> Dataset:
        """Return the dataset whatever the hashes say; for those who look at them themselves.

        Raises :class:`UnusableError` where a file is not the table it is called after.
        """
        tables = dict(self._tables())
        return Dataset(
            {name: data for name, data in tables.items() if name != UNREADABLE},
            {name: frozenset(each.given) for name, each in self.manifest.tables.items()},
            self.manifest.moment,
            self.manifest.moments,
            tables.get(UNREADABLE),
        )

    def _tables(self) -> Iterator[tuple[str, pa.Table]]:
        for name, declared in DECLARED.items():
            if name in self.manifest.tables:
                yield name, self._read(name, declared)

    def _read(self, name: str, declared: Table) -> pa.Table:
        path, rows = parquet_of(self.folder, name), self.manifest.tables[name].rows
        try:
            found = read_table(self.folder, name)
            why = impossible(found, declared)
            data = found if why else completed(found, declared)
        except (OSError, pa.ArrowException) as error:
            message = f"快照“{self.name}”里的 {path.name} 读不出来，或列的类型不对。"
            raise _unusable("snapshot_table_changed", message, path) from error
        if data.num_rows != rows:
            why = f"有 {data.num_rows} 行，清单说是 {rows} 行"
        if why:
            message = f"快照“{self.name}”里的 {path.name} 不是原来的：{why}。"
            raise _unusable("snapshot_table_changed", message, path)
        return data

    def _refuse_changed(self, name: str) -> None:
        path = parquet_of(self.folder, name)
        try:
            found = sha256_of(path)
        except OSError as error:
            message = f"快照“{self.name}”缺少 {path.name}，或读不了它。"
            raise _unusable("snapshot_table_missing", message, path) from error
        if found != self.manifest.tables[name].sha256:
            message = f"快照“{self.name}”里的 {path.name} 与清单不符，已被改动。"
            raise _unusable("snapshot_table_changed", message, path)


def open_snapshot(folder: Path) -> Snapshot:
    """Open a snapshot by its manifest; raise :class:`UnusableError` where there is none to read."""
    manifest, digest = read_manifest(folder, Manifest)
    with on_disk(folder):
        refuse_strange(folder)
    return Snapshot(folder, manifest, digest)


def _unusable(code: str, message: str, path: Path) -> UnusableError:
    remedy = "请用 quxiang snapshot verify 查看，并取回原来的文件。"
    return UnusableError(Problem(code, message, remedy, Where(str(path))))
