"""Snapshot folders and Parquet files as inputs: in the place of the main file, or of any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from quxiang.cli.options import DATED, Chosen, dated
from quxiang.cli.typedfiles import is_parquet, typed_file
from quxiang.engine.snapshots import Snapshot, open_snapshot
from quxiang.exchange import InputFile, Ready, Source
from quxiang.problems import Problem, UnusableError, Where
from quxiang.standards.tables import TABLES

#: tables of people at another moment: a snapshot's graduates stand in for them
_OF_PEOPLE = tuple(name.replace("-", "_") for name in DATED)
LAYOUT = "snapshot"


@dataclass(frozen=True)
class FrozenInputs:
    """The inputs that are snapshots: the main one, if it is, and those of other tables."""

    main: Snapshot | None
    others: Mapping[str, Snapshot]
    ready: Mapping[str, Ready]

    @property
    def key_ids(self) -> set[str]:
        every = (self.main, *self.others.values())
        return {each.manifest.key_id for each in every if each is not None}

    def left_of(self, sources: Mapping[str, Source]) -> dict[str, Source]:
        """Return the inputs that are files, to be read."""
        return {table: source for table, source in sources.items() if table not in self.ready}


def frozen_inputs(chosen: Chosen) -> FrozenInputs:
    """Open every input that is a folder or Parquet.

    Raises :class:`UnusableError` where a folder is no snapshot, or a file has other columns.
    """
    file = Path(chosen.file)
    main = open_snapshot(file) if file.is_dir() else None
    ready = {} if main is None else {"graduates": _ready(main, "graduates", main.manifest.moment)}
    if main is None and is_parquet(file):
        ready = {"graduates": typed_file(file, "graduates")}
    if ready:
        _refuse_reading_options(chosen)
    others = {}
    for table, text in chosen.secondary.items():
        path, on = dated(text) if table in _OF_PEOPLE else (Path(text), None)
        if path.is_dir():
            others[table] = snapshot = open_snapshot(path)
            held = "graduates" if table in _OF_PEOPLE else table
            at = None if on is None else datetime.combine(on, time())
            ready[table] = _ready(snapshot, held, at or snapshot.manifest.moment)
        elif is_parquet(path):
            ready[table] = typed_file(path, table, on)
    return FrozenInputs(main, others, ready)


def _refuse_reading_options(chosen: Chosen) -> None:
    given = {"--column": chosen.columns, "--mapping": chosen.mapping, "--sheet": chosen.sheet}
    if used := [name for name, value in given.items() if value]:
        message = f"{'、'.join(used)} 是读表用的，快照和 Parquet 文件的列已经定了。"
        raise UnusableError(Problem("snapshot_not_read", message, "请去掉这个选项。"))


def _ready(snapshot: Snapshot, table: str, at: datetime | None) -> Ready:
    if table not in snapshot.manifest.tables:
        there = "、".join(TABLES[name].title for name in snapshot.manifest.tables if name in TABLES)
        message = f"快照“{snapshot.name}”里没有“{TABLES[table].title}”表。"
        where = Where(str(snapshot.folder))
        raise UnusableError(Problem("snapshot_no_table", message, f"它有：{there}。", where))
    given = snapshot.dataset.given[table]
    return Ready(snapshot.dataset.tables[table], given, file_of(snapshot, table), at)


def file_of(snapshot: Snapshot, table: str) -> InputFile:
    """Return a snapshot's table as a file that was read."""
    entry = snapshot.manifest.tables[table]
    name = f"{snapshot.name}/{table}.parquet"
    return InputFile(name, entry.sha256, entry.rows, "", 0, LAYOUT, "")


def mixed_keys(key_ids: set[str]) -> list[Problem]:
    """Say that hashes of different keys stand side by side and cannot meet."""
    if len(key_ids) < 2:
        return []
    message = (
        f"各输入的散列密钥不同（{'、'.join(sorted(key_ids))}），证件与电话的散列无法相互比对。"
    )
    remedy = "人按考生号、学号对应，不受影响；要比对散列，请用 --key 给出同一密钥重新建立快照。"
    return [Problem("mixed_keys", message, remedy)]
