"""Compare the tables of a snapshot with its manifest, down to the first row that was changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from quxiang.engine.backends.duckdb import connect
from quxiang.engine.snapshots.canonical import sha256_of
from quxiang.engine.snapshots.manifest import TableEntry
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.report import Report, TableSeen
from quxiang.engine.snapshots.tables import (
    digests_of,
    parquet_of,
    read_digests,
    read_table,
    row_digests,
)

#: what a row is called by, best first
_CALLED_BY = ("exam_no", "student_no", "uscc", "fingerprint", "graduate_id")


def check_tables(snapshot: Snapshot, report: Report, retired: frozenset[str]) -> bool:
    """Compare every table; return whether all of them are there and can be read."""
    readable = True
    for name, entry in snapshot.manifest.tables.items():
        state = _state(snapshot.folder, name, entry, report, retired)
        report.tables.append(TableSeen(name, entry.rows, state))
        readable = readable and state in ("same", "changed")
    return readable


def _state(
    folder: Path, name: str, entry: TableEntry, report: Report, retired: frozenset[str]
) -> str:
    path = parquet_of(folder, name)
    if not path.exists():
        if path.name in retired:
            return "retired"
        report.differs("table_missing", f"缺少 {path.name}（{entry.rows} 行）。", file=path.name)
        return "missing"
    sealed = _check_digests(folder, name, entry, report)
    if sha256_of(path) == entry.sha256:
        return "same"
    return _changed(folder, name, entry, report, sealed)


def _check_digests(folder: Path, name: str, entry: TableEntry, report: Report) -> bool:
    """Say whether the digests of the rows are as sealed, and one for each row."""
    path = digests_of(folder, name)
    if path.exists() and sha256_of(path) == entry.row_digests:
        if path.stat().st_size == 8 * entry.rows:
            return True
        message = f"{path.name} 不是 {entry.rows} 行的散列。"
        report.differs("row_digests_changed", message, file=path.name)
        return False
    what = "与清单不符" if path.exists() else "不见了"
    report.differs("row_digests_changed", f"{path.name} {what}。", file=path.name)
    return False


def _changed(folder: Path, name: str, entry: TableEntry, report: Report, sealed: bool) -> str:
    path = parquet_of(folder, name)
    try:
        data = read_table(folder, name)
    except (OSError, pa.ArrowException):
        message = f"{path.name} 与清单不符，并且已经读不出来。"
        report.differs("table_changed", message, file=path.name)
        return "unreadable"
    cell, what = _first_row(folder, name, data, entry) if sealed else ("", "")
    message = f"{path.name} 与清单不符{what}。"
    report.differs("table_changed", message, file=path.name, cell=cell)
    return "changed"


def _first_row(folder: Path, name: str, data: pa.Table, entry: TableEntry) -> tuple[str, str]:
    """Return the place and a clause about the first row that is not as sealed."""
    with connect() as connection:
        now = row_digests(data, connection)
    then = read_digests(folder, name)
    shared = min(len(now), len(then))
    differing = np.flatnonzero(now[:shared] != then[:shared])
    count = f"，原有 {entry.rows} 行，现有 {data.num_rows} 行" if len(now) != len(then) else ""
    if not len(differing) and not count:
        return "", "：各行未变，只是文件的字节变了"
    at = int(differing[0]) if len(differing) else shared
    called = _called(data, at)
    return f"第 {at + 1} 行", f"{count}：自第 {at + 1} 行{called}起不同"


def _called(data: pa.Table, at: int) -> str:
    if at >= data.num_rows:
        return ""
    for name in _CALLED_BY:
        if name in data.column_names and (value := data.column(name)[at].as_py()):
            return f"（{value}）"
    return ""
