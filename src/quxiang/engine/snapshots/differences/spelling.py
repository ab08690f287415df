"""How a value of a graduate's column is said: codes with their names, states and flags in words."""

from __future__ import annotations

from datetime import datetime

from quxiang.engine.division import code_table, group_name
from quxiang.engine.reference import STATE_NAMES
from quxiang.standards import Standard

_FLAGS = {True: "是", False: "否"}
#: columns whose values are said by name alone; the others keep the code beside it
_NAMED_ALONE = ("level", "completion")


def spelt(standard: Standard, name: str, value: object) -> str | None:
    """Return a typed value as an office reads it; ``None`` for an empty one."""
    if value is None:
        return None
    if isinstance(value, bool):
        return _FLAGS[value]
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if not value.second else f"{value:%Y-%m-%d %H:%M:%S}"
    text = str(value)
    if name == "state":
        return STATE_NAMES.get(text, text)
    if name in _NAMED_ALONE:
        return group_name(standard, name, text)
    table = code_table(standard, name)
    row = table.get(text) if table is not None else None
    return text if row is None or row.name == text else f"{text} {row.name}"
