"""What an office calls a column."""

from __future__ import annotations

from quxiang.standards.tables import TABLES


def field_title(name: str, table: str = "graduates") -> str:
    """Return what an office calls a column: its usual header, or that of the cell it comes from."""
    column = TABLES[table].by_name[name]
    sources = [raw.aliases for raw in TABLES[table].raw if name in raw.feeds]
    for headers in (column.names, column.aliases, *sources):
        if headers:
            return headers[0]
    return column.sentence.rstrip("。")
