"""Bring into DuckDB what a run reads, and no more: few columns, repeated texts as numbers.

A table that many queries read is copied once, because reading a text out of Arrow again and again
costs more than all of them do; for a few readers the copy costs more, in time and in memory. A
text column with few different values becomes an ENUM: it compares, groups and joins as a number
and still reads, sorts and prints as the text it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.engine.reads import Reads
from quxiang.engine.shared import SQL_TYPES
from quxiang.engine.statements import quoted
from quxiang.standards.tables import TABLES, Table

#: a text repeats when so many first rows hold no more different values than that
FIRST_ROWS, FEW_VALUES = 10_000, 1_000
MOST_VALUES = 50_000
#: smaller tables are always copied, larger ones when so many rules and views read them
SMALL = 500_000
MANY_READERS = 6
#: rows DuckDB takes out of Arrow at a time, as many as it keeps together; a thread takes the next
PIECE = 122_880

Tables = Mapping[str, pa.Table]


def load(connection: duckdb.DuckDBPyConnection, tables: Tables, reads: Reads) -> None:
    """Create every declared table that is read, with exactly the columns that are.

    One that was not given, or a column of it, is empty.
    """
    read = {n: reads.of(table, tables[n]) for n, table in TABLES.items() if n in tables}
    copied = {
        name: data
        for name, data in read.items()
        if data.num_rows < SMALL or reads.readers.get(name, 0) >= MANY_READERS
    }
    enums = _create_enums(connection, copied.values())
    for table in TABLES.values():
        data = read.get(table.name, pa.table({}))
        source = f"arrow_{table.name}"
        if data.num_columns:
            connection.register(source, _in_pieces(data))
        if table.name in copied and data.num_columns:
            chosen = ", ".join(_cast(name, data.column(name), enums) for name in data.column_names)
            connection.execute(
                f"create temp table copied_{table.name} as select {chosen} from {source}"
            )
            connection.unregister(source)
            source = f"copied_{table.name}"
        create_view(connection, table, source, data.column_names, reads)


def create_view(
    connection: duckdb.DuckDBPyConnection, table: Table, source: str, given: Iterable[str],
    reads: Reads | None = None,
) -> None:  # fmt: skip
    """Give a table its declared columns, those not given as NULL; unread ones are not there."""
    given = set(given)
    columns = [
        f'"{c.name}"' if c.name in given else f'cast(null as {SQL_TYPES[c.type]}) as "{c.name}"'
        for c in table
        if c.name in given or reads is None or (table.name, c.name) in reads.named
    ]
    origin = f"from {source}" if given else "where false"
    chosen = ", ".join(columns) or "1 as nothing"
    connection.execute(f"create or replace temp view {table.name} as select {chosen} {origin}")


def _in_pieces(data: pa.Table) -> pa.Table:
    """Return the same rows in pieces that threads can share; nothing is copied."""
    return pa.Table.from_batches(data.to_batches(max_chunksize=PIECE), data.schema)


def _cast(name: str, column: pa.ChunkedArray, enums: Mapping[str, Sequence[str]]) -> str:
    """Return what to copy of a column; one value that every row has is not read again."""
    if name not in enums:
        return f'"{name}"'
    values = enums[name]
    source = quoted(values[0]) if len(values) == 1 and not column.null_count else f'"{name}"'
    return f'cast({source} as text_of_{name}) as "{name}"'


def _create_enums(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[pa.Table]
) -> Mapping[str, Sequence[str]]:
    """Create a type for each text column that repeats, one for all tables that have the column.

    Returns the values of each type by the column's name.
    """
    columns: dict[str, list[pa.ChunkedArray]] = {}
    for table in tables:
        for field in table.schema:
            if pa.types.is_string(field.type):
                columns.setdefault(field.name, []).append(table.column(field.name))
    repeating = {name: each for name, each in columns.items() if all(map(_repeats, each))}
    with ThreadPoolExecutor() as pool:
        values = dict(zip(repeating, pool.map(_values, repeating.values()), strict=True))
    few = {name: each for name, each in values.items() if 0 < len(each) <= MOST_VALUES}
    for name, each in few.items():
        connection.register("values_of_it", pa.table({"value": pa.array(each, pa.string())}))
        connection.execute(f"create type text_of_{name} as enum (select value from values_of_it)")
        connection.unregister("values_of_it")
    return few


def _repeats(column: pa.ChunkedArray) -> bool:
    return int(pc.count_distinct(column.slice(0, FIRST_ROWS)).as_py()) <= FEW_VALUES


def _values(columns: Iterable[pa.ChunkedArray]) -> list[str]:
    """Return the different values in the order of their texts, which is the order of the type."""
    return sorted({value for each in columns for value in pc.unique(each).to_pylist()} - {None})
