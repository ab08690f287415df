"""Ways to tamper with a snapshot, for the tests that must find each of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from quxiang.engine.snapshots.canonical import json_bytes, sha256

Spoil = Callable[[Path], None]


def first_run(snapshot: Path) -> Path:
    return min((snapshot / "runs").iterdir())


def flip(path: Path, at: int | None = None) -> None:
    """Change one byte of a file, by default the one in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 1
    path.write_bytes(data)


def edit_json(path: Path, change: Callable[[Any], None]) -> None:
    value = json.loads(path.read_text("utf-8"))
    change(value)
    path.write_bytes(json_bytes(value))


def edit_line(path: Path, chosen: Callable[[Any], bool], change: Callable[[Any], None]) -> None:
    """Change one line of a file of JSON lines."""
    lines = path.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if chosen(json.loads(line)))
    value = json.loads(lines[at])
    change(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text("\n".join([*lines[:at], text, *lines[at + 1 :]]) + "\n", "utf-8")


def edit_cell(snapshot: Path, table: str, column: str, row: int, value: object) -> None:
    """Write a Parquet file anew with one cell changed, as somebody with the right tools would."""
    path = snapshot / f"{table}.parquet"
    data = pq.ParquetFile(path).read()
    cells = data.column(column).to_pylist()
    cells[row] = value
    at = data.column_names.index(column)
    data = data.set_column(at, column, pa.array(cells, data.schema.field(column).type))
    pq.write_table(data, path, store_schema=False)


def forge(snapshot: Path, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Write a table anew and make manifest and seal agree with it, as a thorough forger would."""
    path = snapshot / f"{table}.parquet"
    pq.write_table(change(pq.ParquetFile(path).read()), path, store_schema=False)
    digest = sha256(path.read_bytes())
    edit_json(
        snapshot / "manifest.json", lambda value: value["tables"][table].update(sha256=digest)
    )
    reseal(snapshot)


def forge_run(snapshot: Path, change: Callable[[Any], None]) -> None:
    """Change a run's manifest and call its folder by the hash it has now."""
    run = first_run(snapshot)
    edit_json(run / "manifest.json", change)
    digest = sha256((run / "manifest.json").read_bytes())
    run.rename(run.with_name(f"0001-{digest[:12]}"))


def drop_row(snapshot: Path, table: str, row: int) -> None:
    path = snapshot / f"{table}.parquet"
    data = pq.ParquetFile(path).read()
    pq.write_table(pa.concat_tables([data.slice(0, row), data.slice(row + 1)]), path)


def reseal(snapshot: Path) -> None:
    """Make the seal agree with the manifest again."""
    digest = sha256((snapshot / "manifest.json").read_bytes())
    (snapshot / "manifest.sha256").write_text(f"{digest}  manifest.json\n")


def text_of_rule(snapshot: Path, code: str) -> Path:
    manifest = json.loads((first_run(snapshot) / "manifest.json").read_text("utf-8"))
    return snapshot / "rules" / f"{manifest['rules'][code]}.yaml"


def move_run(source: Path, target: Path) -> None:
    """Put a run of one snapshot beside another."""
    run = first_run(source)
    shutil.copytree(run, target / "runs" / f"0009-{run.name.partition('-')[2]}")
