"""Whole columns that are clean already, or can be cleaned by Arrow without looking at each cell."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.cleaning import PLACEHOLDERS, THIRTY_IS_BLANK
from quxiang.exchange.vocabularies import vocabulary_of
from quxiang.standards.tables import Column, Type

#: numbers that need no cleaning, by column
_CLEAN_NUMBERS = dict.fromkeys(("exam_no", "student_no"), r"^[0-9]{1,30}$")
#: text columns that are read in a way of their own
_SPECIAL = frozenset(
    {"cohort", "place_code", "employer_uscc", "uscc", "parent", "address_key", "field", "place"}
)
#: control and format characters, and runs of space, which only Python cleans
_UNCLEAN = r"[\p{Cc}\p{Cf}]|[ \p{Zl}\p{Zp}]{2}|^ | $"


def quickly(table: str, column: Column, cells: pa.Array) -> pa.Array | None:
    """Return the typed column if that needs no look at single cells, else ``None``."""
    if pattern := _CLEAN_NUMBERS.get(column.name):
        return cells if _all_match(cells, pattern) else None
    if column.type is not Type.TEXT or column.name in _SPECIAL | THIRTY_IS_BLANK:
        return None
    return None if vocabulary_of(table, column.name) else _cleaned(cells)


def _all_match(cells: pa.Array, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(cells, pattern)).as_py())


def _cleaned(cells: pa.Array) -> pa.Array | None:
    """Return texts in NFKC with placeholders as null; ``None`` if any needs more than that."""
    normal = pc.utf8_normalize(cells, form="NFKC")
    if pc.any(pc.match_substring_regex(normal, _UNCLEAN)).as_py():
        return None
    blanks = pa.array(["", *sorted(PLACEHOLDERS)], pa.string())
    return pc.if_else(pc.is_in(normal, blanks), pa.scalar(None, pa.string()), normal)
