"""Freeze tables: check them against their declaration, write them, chain the manifest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import msgspec
import pyarrow as pa

from quxiang import __version__
from quxiang.engine.backends.duckdb import connect
from quxiang.engine.dataset import arrow_schema, completed
from quxiang.engine.shared import REFERENCE
from quxiang.engine.snapshots.canonical import json_bytes, sha256
from quxiang.engine.snapshots.folders import made_whole, refuse_taken, write_once
from quxiang.engine.snapshots.manifest import (
    MANIFEST,
    SEAL,
    UNREADABLE,
    InputEntry,
    Manifest,
    OverlayEntry,
    OverlayRow,
    SettingsEntry,
)
from quxiang.engine.snapshots.opened import Snapshot, open_snapshot
from quxiang.engine.snapshots.tables import write_table
from quxiang.problems import Problem, UnusableError
from quxiang.standards import TABLES, Overlay, Settings, load
from quxiang.standards.sources import SCHEMES

PROGRAM = f"quxiang {__version__}"
#: rows as they come: a table, or batches of one schema
Rows: TypeAlias = pa.Table | pa.RecordBatchReader | Iterable[pa.RecordBatch]


@dataclass(frozen=True)
class About:
    """What a snapshot is of, besides its rows.

    ``moment`` is what the graduates table stands for, ``moments`` those of ``previous`` and
    ``last_year``; ``known_at`` is the moment whose knowledge the rows are (a correction entered
    later is not in them). ``key_id`` names the key the hashes in the rows were made with.
    ``inputs`` and ``problems`` say where the rows were read from and what was complained of.
    """

    school: str
    cohort: str
    moment: datetime | None
    known_at: datetime | None
    settings: Settings
    key_id: str
    overlay: Overlay = field(default_factory=Overlay)
    moments: Mapping[str, datetime | None] = field(default_factory=dict)
    unreadable: pa.Table | None = None
    inputs: tuple[InputEntry, ...] = ()
    problems: Mapping[str, int] = field(default_factory=dict)


def create(
    tables: Mapping[str, Rows], given: Mapping[str, Collection[str]], *, folder: Path,
    about: About, previous: Path | None = None, new_key: bool = False,
) -> Snapshot:  # fmt: skip
    """Write tables already in memory as a snapshot; ``given`` names the columns really known.

    The folder appears whole or not at all, and its files are read-only. With ``previous`` the
    manifest follows that snapshot's. Raises :class:`UnusableError`: a folder that is there, a
    table or column nobody declared, no graduates, a type that does not fit, a ``previous`` of
    another school or cohort, or of another key unless a ``new_key`` is meant.
    """
    refuse_taken(folder)
    last = None if previous is None else _followed(previous, about, new_key)
    whole = {name: _whole(name, rows) for name, rows in tables.items()}
    if "graduates" not in whole:
        raise _refused("snapshot_no_graduates", "没有毕业生表，不能建立快照。")
    named = {name: _given(name, given.get(name, ())) for name in whole}
    if about.unreadable is not None and about.unreadable.num_rows:
        whole[UNREADABLE] = completed(about.unreadable, REFERENCE[UNREADABLE])
    with made_whole(folder) as inside, connect() as connection:
        entries = {
            name: write_table(inside, name, data, named.get(name, ()), connection)
            for name, data in whole.items()
        }
        _seal(inside, _manifest(about, entries, last))
    return open_snapshot(folder)


def _seal(folder: Path, manifest: Manifest) -> None:
    data = json_bytes(manifest)
    write_once(folder / SEAL, f"{sha256(data)}  {MANIFEST}\n".encode())
    write_once(folder / MANIFEST, data)


def _refused(code: str, message: str, remedy: str = "请核对传入的表。") -> UnusableError:
    return UnusableError(Problem(code, message, remedy))


def _whole(name: str, rows: Rows) -> pa.Table:
    """Return rows as one table with exactly the declared columns and types."""
    if name not in TABLES:
        raise _refused("snapshot_unknown_table", f"没有声明过“{name}”这张表。")
    declared = TABLES[name]
    data = rows if isinstance(rows, pa.Table) else _gathered(rows, arrow_schema(declared))
    if strange := [each for each in data.column_names if each not in declared.by_name]:
        message = f"“{declared.title}”表没有声明过这些列：{'、'.join(strange)}。"
        raise _refused("snapshot_unknown_column", message)
    try:
        return completed(data, declared)
    except pa.ArrowException as error:
        message = f"“{declared.title}”表有一列的类型与声明不符。"
        raise _refused("snapshot_bad_type", message) from error


def _gathered(rows: pa.RecordBatchReader | Iterable[pa.RecordBatch], empty: pa.Schema) -> pa.Table:
    if isinstance(rows, pa.RecordBatchReader):
        return rows.read_all()
    batches = list(rows)
    return pa.Table.from_batches(batches, None if batches else empty)


def _given(name: str, columns: Collection[str]) -> tuple[str, ...]:
    known = TABLES[name].by_name
    if strange := [each for each in columns if each not in known]:
        message = f"“{TABLES[name].title}”表没有声明过这些列：{'、'.join(strange)}。"
        raise _refused("snapshot_unknown_column", message)
    return tuple(sorted(set(columns)))


def _followed(previous: Path, about: About, new_key: bool) -> Snapshot:
    """Return the snapshot the new one follows; refuse one that is of somebody else."""
    last = open_snapshot(previous)
    theirs = (last.manifest.school, last.manifest.cohort)
    if theirs != (about.school, about.cohort):
        message = (
            f"上一份快照是{theirs[0]} {theirs[1]} 届的，不是{about.school} {about.cohort} 届。"
        )
        raise _refused("snapshot_of_another", message, "请给出同一学校、同一届的上一份快照。")
    if last.manifest.key_id != about.key_id and not new_key:
        keys = f"上一份快照的散列密钥是 {last.manifest.key_id}，这一份是 {about.key_id}"
        message = f"{keys}，不能悄悄更换。"
        raise _refused("snapshot_other_key", message, "请用原来的密钥；确要更换时写明 --new-key。")
    return last


def _manifest(about: About, entries: Mapping[str, object], last: Snapshot | None) -> Manifest:
    schemes = {scheme: load(scheme, about.overlay).digest for scheme in SCHEMES}
    return Manifest(
        program=PROGRAM,
        school=about.school,
        cohort=about.cohort,
        moment=about.moment,
        moments=dict(about.moments),
        known_at=about.known_at,
        standards=schemes,
        overlay=_overlay(about.overlay),
        settings=SettingsEntry(
            digest=about.settings.digest, values=msgspec.to_builtins(_plain(about.settings.values))
        ),
        key_id=about.key_id,
        tables=dict(entries),  # type: ignore[arg-type]
        inputs=about.inputs,
        problems=dict(about.problems),
        previous=None if last is None else last.sha256,
        previous_name=None if last is None else last.name,
    )


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return value


def _overlay(overlay: Overlay) -> OverlayEntry | None:
    if not overlay.rows:
        return None
    names = OverlayRow.__struct_fields__
    rows = tuple(OverlayRow(**{n: getattr(row, n) for n in names}) for row in overlay.rows)
    return OverlayEntry(digest=overlay.digest, rows=rows)
