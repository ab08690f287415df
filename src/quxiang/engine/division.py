"""From head counts to a figure: the one division, and what groups are called."""

from __future__ import annotations

from collections.abc import Mapping

from quxiang.engine.figureform import FigureRule
from quxiang.engine.results import Figure
from quxiang.standards import Standard, levels


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
_CODE_TABLES = {"origin": "province", "job": "job_category"}


def group_name(standard: Standard, dimension: str, value: str) -> str:
    """Return what a person calls a group's value."""
    if not value:
        return "（空）"
    if dimension == "level":
        return levels.name(value) if value in levels.LEVELS else value
    if dimension == "completion":
        return _COMPLETIONS.get(value, value)
    table = standard.tables.get(_CODE_TABLES.get(dimension, dimension))
    row = table.get(value) if table is not None else None
    return row.name if row is not None else value
