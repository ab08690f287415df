"""Write seasons of any size as Parquet: one university after another, a row group of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from quxiang.simulation.campus import Campus
from quxiang.simulation.inputs import write_inputs
from quxiang.simulation.papers import PAPERS
from quxiang.simulation.wanted import COMMON, Wanted

TRUTH = "truth"
#: universities made ahead of the one that is written
_AHEAD = 2
#: columns whose values are all different: a dictionary of them helps nobody
_UNIQUE = frozenset({
    "graduate_id", "student_no", "exam_no", "id_hash", "phone_hash", "registration_no",
    "agreement_no", "sha256", "device_hash", "legal_person_hash", "address_key", "uscc",
    "source_row",
})  # fmt: skip
Tables = Mapping[str, pa.Table]


@dataclass
class _Files:
    """One Parquet file a table, each row numbered as it stands in it."""

    folder: Path
    stack: ExitStack
    writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def append(self, tables: Tables) -> None:
        for name, table in tables.items():
            if name in COMMON and name in self.writers:
                continue
            self._writer(name, table.schema).write_table(self._placed(name, table))
            self.rows[name] = self.rows.get(name, 0) + table.num_rows

    def _writer(self, name: str, schema: pa.Schema) -> pq.ParquetWriter:
        if name not in self.writers:
            repeated = [each for each in schema.names if each not in _UNIQUE]
            writer = pq.ParquetWriter(
                self.folder / file_name(name), schema, compression="zstd", compression_level=1,
                use_dictionary=repeated, store_schema=False,
            )  # fmt: skip
            self.writers[name] = self.stack.enter_context(writer)
        return self.writers[name]

    def _placed(self, name: str, table: pa.Table) -> pa.Table:
        if "source_row" not in table.column_names:
            return table
        first = self.rows.get(name, 0) + 1
        count = table.num_rows
        cells = {
            "source_file": pa.repeat(pa.scalar(file_name(name)), count),
            "source_sheet": pa.repeat(pa.scalar(""), count),
            "source_row": pa.array(np.arange(first, first + count)),
        }
        for column, values in cells.items():
            table = table.set_column(table.column_names.index(column), column, values)
        return table


def file_name(table: str) -> str:
    return f"{table}.parquet"


def write_parquet(
    folder: Path, wanted: Wanted, done: Callable[[int], None] = lambda _: None
) -> Path:
    """Write one file a table into ``folder`` and return the file that lists them.

    The columns are those the engine declares, no more. A few universities are made side by side
    and written in order, so memory holds those few whatever the number of graduates. ``done``
    hears how many graduates each had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*PAPERS, TRUTH):
        (folder / file_name(name)).unlink(missing_ok=True)
    with ExitStack() as stack:
        files = _Files(folder, stack)
        for campus, tables in _made(wanted):
            files.append(tables)
            done(campus.graduates)
    return write_inputs(folder, {name: file_name(name) for name in PAPERS}, wanted.moment)


def _made(wanted: Wanted) -> Iterator[tuple[Campus, Tables]]:
    """Make universities in threads, a few ahead of the one that is written."""
    waiting: deque[tuple[Campus, Future[Tables]]] = deque()
    with ThreadPoolExecutor(max_workers=_AHEAD) as pool:
        for campus in wanted.campuses:
            waiting.append((campus, pool.submit(_tables, wanted, campus)))
            if len(waiting) > _AHEAD:
                made, future = waiting.popleft()
                yield made, future.result()
        for made, future in waiting:
            yield made, future.result()


def _tables(wanted: Wanted, campus: Campus) -> Tables:
    tables, truth = wanted.tables(campus, raw=False)
    return tables if truth is None else {**tables, TRUTH: truth}
