"""Integers, rates and yes or no."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from quxiang.exchange.cleaning import blank, clean
from quxiang.exchange.distinct import Fault, Read

_INTEGER = re.compile(r"^[+-]?\d{1,15}(?:\.0+)?$")
_MONEY = re.compile(r"(元|人民币|¥|￥|/月|/小时|每月|每小时|RMB)", re.I)
_YES = frozenset(
    {"是", "y", "yes", "1", "1.0", "√", "✓", "✔", "对", "true", "t", "有", "属实", "查实", "已查实"}
    | {"达到", "已达到", "达标", "已达标"}
)
_NO = frozenset(
    {"否", "n", "no", "0", "0.0", "×", "✗", "✘", "x", "错", "false", "f", "不是"}
    | {"不属实", "未查实", "未达到", "未达标", "不达标", "没达到"}
)


def read_integer(text: str) -> Read:
    """Read a whole number."""
    return _integer(clean(text).replace(",", ""), 1)


def money_reader(scale: int) -> Callable[[str], Read]:
    """Return a reader of whole yuan (``scale`` 1) or of yuan given as fen (``scale`` 100)."""

    def read(text: str) -> Read:
        plain = _MONEY.sub("", clean(text)).replace(",", "").strip()
        return _integer(plain, scale)

    return read


def _integer(text: str, scale: int) -> Read:
    if blank(text):
        return Read(None)
    if scale == 1 and _INTEGER.match(text):
        return Read(int(text.split(".", maxsplit=1)[0]))
    try:
        value = Decimal(text) * scale
    except InvalidOperation:
        return Read(None, Fault("bad_integer"))
    whole = value.is_finite() and abs(value) < 10**15 and value == value.to_integral_value()
    return Read(int(value)) if whole else Read(None, Fault("bad_integer"))


def rate_reader(texts: list[str]) -> Callable[[str], Read]:
    """Return a reader of rates in 1/10 000, which sees the whole column to tell 0.85 from 85.

    A percent sign settles a cell. Without it, a column whose bare numbers are all at most 1 holds
    fractions, one with any number above 1 holds percentages; then a number at most 1 is doubtful.
    """
    bare = [
        value for text in texts if "%" not in clean(text) and (value := _decimal(text)) is not None
    ]
    percentages = any(value > 1 for value in bare)

    def read(text: str) -> Read:
        plain = clean(text)
        if blank(plain):
            return Read(None)
        value = _decimal(plain.removesuffix("%"))
        if value is None or not 0 <= value <= 100:
            return Read(None, Fault("bad_rate"))
        if plain.endswith("%"):
            return Read(_scaled(value, 100))
        if percentages and 0 < value <= 1:
            return Read(None, Fault("ambiguous_rate"))
        return Read(_scaled(value, 100 if percentages else 10000))

    return read


def _scaled(value: Decimal, by: int) -> int:
    return int((value * by).to_integral_value(rounding="ROUND_HALF_UP"))


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(clean(text).replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def read_boolean(text: str) -> Read:
    """Read yes or no."""
    text = clean(text).lower()
    if text in _YES:
        return Read(True)
    if text in _NO:
        return Read(False)
    return Read(None) if blank(text) else Read(None, Fault("bad_boolean"))
