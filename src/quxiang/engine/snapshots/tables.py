"""Parquet files whose bytes follow from their rows alone, and a digest of every row."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from quxiang.engine.findings import length_prefixed
from quxiang.engine.snapshots.canonical import sha256, sha256_of
from quxiang.engine.snapshots.folders import settle, write_once
from quxiang.engine.snapshots.manifest import TableEntry

#: a file is cut here, however its rows arrived
ROW_GROUP = 1 << 17
#: everything that decides about bytes; a change of these is a change of every hash
OPTIONS = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "write_page_checksum": True,
    "store_schema": False,
}
Connection = duckdb.DuckDBPyConnection
Digests = np.ndarray[tuple[int], np.dtype[np.uint64]]


def parquet_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


def digests_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.rows"


def write_table(
    folder: Path, name: str, data: pa.Table, given: tuple[str, ...], connection: Connection
) -> TableEntry:
    """Write ``NAME.parquet`` and ``NAME.rows``, rows in the order of all their columns."""
    order = pc.sort_indices(data, [(column, "ascending") for column in data.column_names])
    path, digests = parquet_of(folder, name), []
    with pq.ParquetWriter(path, data.schema, **OPTIONS) as writer:
        for start in range(0, max(1, data.num_rows), ROW_GROUP):
            group = data.take(order.slice(start, ROW_GROUP)).combine_chunks()
            writer.write_table(group, row_group_size=ROW_GROUP)
            digests.append(row_digests(group, connection))
    settle(path)
    summed = np.concatenate(digests).astype("<u8").tobytes()
    write_once(digests_of(folder, name), summed)
    return TableEntry(
        rows=data.num_rows, sha256=sha256_of(path), given=given, row_digests=sha256(summed)
    )


def read_table(folder: Path, name: str) -> pa.Table:
    """Return the rows of a table as the file holds them.

    Raises ``OSError`` or ``pa.ArrowException`` where the file is no Parquet any more.
    """
    with pq.ParquetFile(parquet_of(folder, name), page_checksum_verification=True) as file:
        return file.read()


def read_digests(folder: Path, name: str) -> Digests:
    return np.frombuffer(digests_of(folder, name).read_bytes(), "<u8")


def row_digests(data: pa.Table, connection: Connection) -> Digests:
    """Return eight bytes of MD5 over each row's cells, to find a changed row, not to prove one."""
    cells = ", ".join(length_prefixed(f'"{name}"') for name in data.column_names)
    connection.register("rows_of_table", data)
    sql = f"select md5_number_lower(concat_ws('|', {cells})) as digest from rows_of_table"
    found: Digests = connection.sql(sql).to_arrow_table().column("digest").to_numpy()
    connection.unregister("rows_of_table")
    return found
