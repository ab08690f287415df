"""From head counts to a figure: the one division, and what groups are called."""

from __future__ import annotations

from collections.abc import Mapping

from quxiang.engine.figureform import FigureRule
from quxiang.engine.results import Figure
from quxiang.standards import CodeTable, Row, Standard, levels, places


def rate(numerator: int, denominator: int, per: int) -> int | None:
    """Return numerator ÷ denominator × per in hundredths, half up; ``None`` over nothing."""
    if denominator == 0:
        return None
    return (2 * numerator * per * 100 + denominator) // (2 * denominator)


def made(
    rule: FigureRule, standard: Standard, group: Mapping[str, str], numerator: int, denominator: int
) -> Figure:
    return Figure(
        code=rule.code,
        title=rule.title,
        standard=standard.scheme,
        group=group,
        group_names={name: group_name(standard, name, value) for name, value in group.items()},
        numerator=numerator,
        denominator=denominator,
        per=rule.per,
        rate=rate(numerator, denominator, rule.per),
    )


_COMPLETIONS = {"graduated": "毕业", "completed": "结业", "withdrawn": "肄业"}
_CODE_TABLES = {
    "origin": "province", "place_code": "province", "job": "job_category", "code": "destination",
    "hardship": "hardship_category", "teacher_student": "teacher_student_type",
}  # fmt: skip


def code_table(standard: Standard, dimension: str) -> CodeTable[Row] | None:
    """Return the code table a dimension's values come from, if from any."""
    return standard.tables.get(_CODE_TABLES.get(dimension, dimension))


def group_name(standard: Standard, dimension: str, value: str) -> str:
    """Return what a person calls a group's value."""
    if not value:
        return "（空）"
    if dimension == "level":
        return levels.name(value) if value in levels.LEVELS else value
    if dimension == "completion":
        return _COMPLETIONS.get(value, value)
    table = code_table(standard, dimension)
    row = table.get(value) if table is not None else None
    if row is None and _CODE_TABLES.get(dimension) == "province":
        return _place(standard, value)
    return row.name if row is not None else value


def _place(standard: Standard, value: str) -> str:
    """Return ``河南省（410101）``: below the province the code alone tells the place."""
    province = places.province_of(value)
    row = standard.tables["province"].get(province) if province else None
    return f"{row.name}（{value}）" if row is not None else value
