"""What each setting may be: one reader per key, which types a value or refuses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from quxiang.standards import credit_code
from quxiang.standards.settings import (
    COUNTS_FROM,
    STATUSES,
    SWING_UNITS,
    CalendarSettings,
    Value,
)
from quxiang.standards.sources import SCHEMES, shipped

RULE_CODE = re.compile(r"[A-Z][A-Z0-9]*[0-9]{3}")
PARAMETER_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COHORT = re.compile(r"20[0-9]{2}")
_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_TWO_DIGITS = frozenset(
    row["code"]
    for scheme in SCHEMES
    for row in shipped("destination", scheme).values()
    if row["level"] == "3"
)

Reader = Callable[[object], Any]


class RefusedError(Exception):
    """A value that cannot be: why, and what to write instead."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.remedy = remedy


def _choice(*allowed: str) -> Reader:
    def read(value: object) -> str:
        text = str(value) if _whole(value) else value
        if not isinstance(text, str) or text not in allowed:
            raise RefusedError(f"没有“{value}”这一选择", f"请用：{'、'.join(allowed)}。")
        return text

    return read


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise RefusedError("应是 true 或 false", "请写 true 或 false，不加引号。")
    return value


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _at_least(low: int) -> Reader:
    def read(value: object) -> int:
        if not _whole(value) or int(str(value)) < low:
            raise RefusedError(f"应是不小于 {low} 的整数", "请写整数，不加引号。")
        return int(str(value))

    return read


def _pattern(pattern: re.Pattern[str], what: str, like: str) -> Reader:
    def read(value: object) -> str:
        text = str(value) if _whole(value) else value
        if not isinstance(text, str) or not pattern.fullmatch(text):
            raise RefusedError(f"应是{what}", f"请写成 {like}。")
        return text

    return read


def _day(value: object) -> str:
    text = str(_pattern(_DAY, "月-日", '"07-24"')(value))
    try:
        date.fromisoformat(f"2023-{text}")
    except ValueError:
        raise RefusedError(f"没有“{text}”这一天", '请写成 "07-24"。') from None
    return text


def _texts(allowed: Callable[[str], bool], what: str, like: str, *, least: int) -> Reader:
    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise RefusedError("应是一列文字", f"请写成 {like}。")
        if wrong := [each for each in value if not allowed(each)]:
            raise RefusedError(f"“{'、'.join(wrong)}”不是{what}", f"请写成 {like}。")
        if len(value) < least or len(set(value)) < len(value):
            raise RefusedError("不能空着，也不能重复", f"请写成 {like}。")
        return tuple(value)

    return read


def parameter(value: object) -> Value:
    """Read a rule's parameter: an integer, a text, a flag, or a list of these."""
    if isinstance(value, list) and value and all(isinstance(e, (int, str)) for e in value):
        return tuple(value)
    if isinstance(value, (int, str)):
        return value
    raise RefusedError("规则参数只能是整数、文字、true/false 或它们的列表", "请改用整数或文字。")


MAIN: Mapping[str, Reader] = {
    "version": _at_least(1),
    "scheme": _choice(*SCHEMES),
    "cohort": _pattern(_COHORT, "四位年份", '"2024"'),
    "counted_statuses": _texts(
        STATUSES.__contains__, "学籍状态", '["预计毕业", "毕业", "结业"]', least=1
    ),
    "counts_from": _choice(*COUNTS_FROM),
    "flexible_members": _texts(_TWO_DIGITS.__contains__, "两位去向代码", '["12", "76"]', least=1),
    "other_hire_is_employer": _flag,
    "swing_unit": _choice(*SWING_UNITS),
    "swing_base": _at_least(1),
    "own_school_codes": _texts(
        lambda code: credit_code.check(code) in ("ok", "bad_check"),
        "统一社会信用代码",
        '["十八位代码"]',
        least=0,
    ),
}

CALENDAR: Mapping[str, Reader] = {
    field.name: _flag if isinstance(field.default, bool) else _day
    for field in fields(CalendarSettings)
}
