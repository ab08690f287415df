"""The tables a file may be read as: those of the engine, and those another package declares.

A table is declared once, by the package that owns it, with its columns and their headers; the
exchange recognises it like any other.
"""

from __future__ import annotations

from quxiang.standards.tables import TABLES, Table

READABLE: dict[str, Table] = dict(TABLES)


def declare(table: Table) -> Table:
    """Make a table readable; again with the same name replaces it. Engine tables are refused."""
    if table.name in TABLES:
        raise ValueError(f"{table.name} is a table of the engine")
    READABLE[table.name] = table
    return table
