"""How people really write things into a workbook: the honest noise of a clean season."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import numpy as np

Cells = list[str | None]
_FULL_WIDTH = str.maketrans("()", "（）")
_DATES: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month:02d}.{day.day:02d}",
)
#: most write a date the first way
_DATE_WEIGHTS = (0.5, 0.2, 0.1, 0.1, 0.1)


def plain(values: Sequence[object], _: np.random.Generator) -> Cells:
    """Write values as they are."""
    return [None if value is None else str(value) for value in values]


def persons(values: Sequence[str | None], random: np.random.Generator) -> Cells:
    """Write names of persons: a space inside short ones, another dot inside long ones."""
    drawn = random.random(len(values)).tolist()
    return [value and _person(value, chance) for value, chance in zip(values, drawn, strict=True)]


def _person(name: str, chance: float) -> str:
    if "·" in name:
        return name.replace("·", "•") if chance < 0.3 else name
    if len(name) == 2 and chance < 0.05:
        return f"{name[0]}　{name[1]}"
    return f"{name} " if chance > 0.995 else name


def firms(values: Sequence[str | None], random: np.random.Generator) -> Cells:
    """Write names of firms: full-width brackets, a space, capitals."""
    drawn = random.random(len(values)).tolist()
    return [value and _firm(value, chance) for value, chance in zip(values, drawn, strict=True)]


def _firm(name: str, chance: float) -> str:
    if name.isascii():
        return name.upper() if chance < 0.3 else name.lower() if chance < 0.5 else name
    if "(" in name and chance < 0.6:
        return name.translate(_FULL_WIDTH)
    if chance > 0.98:
        return name.replace("有限公司", " 有限公司")
    return name


def codes(values: Sequence[str | None], random: np.random.Generator) -> Cells:
    """Write credit codes: now and then in small letters, or with a space behind."""
    drawn = random.random(len(values)).tolist()
    return [value and _code(value, chance) for value, chance in zip(values, drawn, strict=True)]


def _code(code: str, chance: float) -> str:
    if chance < 0.02:
        return code.lower()
    return f"{code} " if chance > 0.99 else code


def dates(values: Sequence[date | None], random: np.random.Generator) -> Cells:
    """Write dates as text in the ways schools do."""
    style = random.choice(len(_DATES), len(values), p=_DATE_WEIGHTS).tolist()
    return [_DATES[way](value) if value else None for value, way in zip(values, style, strict=True)]


def compact_dates(values: Sequence[date | None], _: np.random.Generator) -> Cells:
    """Write dates with eight digits, as the registry does."""
    return [_DATES[2](value) if value else None for value in values]


def minutes(values: Sequence[datetime | None], _: np.random.Generator) -> Cells:
    """Write moments to the minute."""
    return [f"{value:%Y-%m-%d %H:%M}" if value else None for value in values]


def yes_or_no(values: Sequence[bool | None], _: np.random.Generator) -> Cells:
    return [None if value is None else "是" if value else "否" for value in values]


def percent(values: Sequence[int | None], _: np.random.Generator) -> Cells:
    """Write rates in 1/10 000 as percentages."""
    return [None if value is None else f"{value // 100}.{value % 100:02d}%" for value in values]


def yuan(values: Sequence[int | None], _: np.random.Generator) -> Cells:
    """Write fen as yuan."""
    return [None if value is None else f"{value // 100}.{value % 100:02d}" for value in values]


def several(values: Sequence[list[str] | None], _: np.random.Generator) -> Cells:
    """Write what several people have in one cell."""
    return ["｜".join(value) if value else None for value in values]
