"""The tables of one run, as frozen Arrow, and which of their columns were really given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.engine.shared import REFERENCE
from quxiang.standards.tables import Table, Type

ARROW_TYPES = {
    Type.TEXT: pa.string(), Type.INTEGER: pa.int64(), Type.DATE: pa.date32(),
    Type.MOMENT: pa.timestamp("us"), Type.BOOLEAN: pa.bool_(),
}  # fmt: skip
#: columns every ingestion fills, given or not
ALWAYS_GIVEN = frozenset(
    {"school", "cohort", "graduate_id", "source_file", "source_sheet", "source_row"}
)

#: tables whose rows may be about nobody in particular
_OF_NOBODY = ("complaints",)
#: the first and the last day Python has
_CALENDAR = datetime(1, 1, 1), datetime(9999, 12, 30)
#: columns without which no row can be linked or shown
NEEDED = ("school", "cohort", "graduate_id")


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema a declared table has in full."""
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in table])


def typed(data: pa.Table, table: Table, names: Iterable[str] | None = None) -> pa.Table:
    """Return the declared columns of ``data`` (of ``names``), in order and typed as declared."""
    wanted = set(data.column_names if names is None else names)
    fields = [field for field in arrow_schema(table) if field.name in wanted]
    columns = [data.column(field.name).cast(field.type) for field in fields]
    return pa.table(columns, schema=pa.schema(fields))


def completed(data: pa.Table, table: Table) -> pa.Table:
    """Return ``data`` with exactly the declared columns, in order; absent ones all NULL."""
    names = set(data.column_names)
    columns = [
        data.column(field.name).cast(field.type)
        if field.name in names
        else pa.nulls(data.num_rows, field.type)
        for field in arrow_schema(table)
    ]
    return pa.table(columns, schema=arrow_schema(table))


def impossible(data: pa.Table, table: Table) -> str:
    """Return a clause about what typed rows cannot be; empty where they can.

    Columns twice, a row of nobody, a date no calendar has: files somebody else wrote may hold
    them, and nothing downstream expects them.
    """
    if twice := sorted({each for each in data.column_names if data.column_names.count(each) > 1}):
        return f"列 {twice[0]} 有两次"
    wanted = [each for each in NEEDED if each in table.by_name]
    if lacking := [each for each in wanted if each not in data.column_names]:
        return f"没有列 {lacking[0]}"
    for declared in (each for each in arrow_schema(table) if each.name in data.column_names):
        column = data.column(declared.name)
        if column.null_count and declared.name in NEEDED and table.name not in _OF_NOBODY:
            return f"有的行没有 {declared.name}"
        if pa.types.is_temporal(declared.type) and _beyond_any_calendar(column, declared.type):
            return f"列 {declared.name} 有历法里没有的日期"
    return ""


def _beyond_any_calendar(column: pa.ChunkedArray, kind: pa.DataType) -> bool:
    first, last = (pa.scalar(each, kind) for each in _CALENDAR)
    dates = column.cast(kind)
    outside = pc.or_(pc.less(dates, first), pc.greater(dates, last))
    return bool(pc.any(outside).as_py())


@dataclass(frozen=True)
class Dataset:
    """What a run reads. Rows of ``tables`` are typed as declared; ``given`` names real columns.

    ``moment`` is the moment the graduates table stands for, or ``None`` where nothing tells;
    ``moments`` likewise for ``previous`` and ``last_year``. ``unreadable`` are cells of graduates
    that hold something nobody could read (see the reference table of that name).
    """

    tables: Mapping[str, pa.Table]
    given: Mapping[str, frozenset[str]]
    moment: datetime | None = None
    moments: Mapping[str, datetime | None] = field(default_factory=dict)
    unreadable: pa.Table | None = None

    def has(self, table: str, column: str) -> bool:
        """Say whether a declared column was given; an empty column name asks for the table."""
        if table not in self.tables:
            return table in REFERENCE
        return not column or column in ALWAYS_GIVEN or column in self.given.get(table, frozenset())
