"""What an office calls a column."""

from __future__ import annotations

from quxiang.standards.tables import TABLES

#: columns no header gives by itself, and the headers they are made from
_MADE = {
    "employer_key": "单位名称或统一社会信用代码",
    "graduate_id": "考生号或学号",
}


def field_title(name: str, table: str = "graduates") -> str:
    """Return what an office calls a column: its usual header, or that of the cell it comes from."""
    if name in _MADE:
        return _MADE[name]
    column = TABLES[table].by_name[name]
    sources = [raw.aliases for raw in TABLES[table].raw if name in raw.feeds]
    for headers in (column.names, column.aliases, *sources):
        if headers:
            return headers[0]
    return column.sentence.rstrip("。")
