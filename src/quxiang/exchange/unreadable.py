"""Cells that hold something nobody could read: told apart from cells that are empty."""

from __future__ import annotations

import re

import pyarrow as pa

from quxiang.exchange.declared import READABLE
from quxiang.exchange.shapes import Reading

#: problems after which a cell is read as empty although something stands in it
_LOST = frozenset({
    "bad_date", "two_digit_year", "bad_moment", "bad_integer", "bad_rate", "ambiguous_rate",
    "bad_boolean", "bad_place_code", "digits_lost", "unknown_code", "error_value",
    "formula_without_value",
})  # fmt: skip
_CELL = re.compile(r"([A-Z]+)(\d+)")
SCHEMA = pa.schema({
    "source_file": pa.string(), "source_sheet": pa.string(), "source_row": pa.int64(),
    "field": pa.string(),
})  # fmt: skip


def unreadable_cells(reading: Reading, scheme: str) -> pa.Table:
    """Return ``source_file, source_sheet, source_row, field`` of every such cell of a table.

    A cell that some other scheme alone cannot read was read.
    """
    feeds = {raw.name: raw.feeds for raw in READABLE[reading.table].raw}
    fields = {
        found[1]: feeds.get(each.field, (each.field,))
        for each in reading.columns
        if each.field and (found := _CELL.fullmatch(each.cell))
    }
    rows = [
        {"source_file": said.where.file, "source_sheet": said.where.sheet,
         "source_row": int(found[2]), "field": field}
        for said in reading.problems
        if said.code in _LOST and scheme in str(dict(said.facts or ()).get("schemes", scheme))
        and (found := _CELL.fullmatch(said.where.cell))
        for field in fields.get(found[1], ())
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, SCHEMA)
