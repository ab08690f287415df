"""SQL with gaps: a checked query as text, cut where its parameters stand.

A query is parsed and judged once; from then on it is only filled in. Values go in as literals
made here, never as SQL somebody wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One query: texts and, between each two of them, the name of a parameter."""

    texts: tuple[str, ...]
    marks: tuple[str, ...] = ()

    def bound(self, values: Mapping[str, object]) -> str:
        """Return the SQL with every parameter filled in."""
        filled = [self.texts[0]]
        for name, text in zip(self.marks, self.texts[1:], strict=True):
            filled += literal(values[name]), text
        return "".join(filled)


def literal(value: object) -> str:
    """Return a value as DuckDB reads it; a list stands in the brackets of ``x in (…)``."""
    if isinstance(value, tuple | list | frozenset):
        return f"({', '.join(literal(each) for each in value)})"
    if value is None:  # only the moment may be unknown
        return "CAST(NULL AS TIMESTAMP)"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return f"CAST({quoted(value.isoformat(sep=' '))} AS TIMESTAMP)"
    return quoted(str(value))


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
