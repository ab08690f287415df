"""Read what somebody typed for a rule's parameter, and write a parameter as people read it."""

from __future__ import annotations

import re
import unicodedata

from quxiang.engine.catalogue import coerced
from quxiang.engine.ruleform import Rule
from quxiang.engine.yamlform import Value
from quxiang.web.alerts.parameterwords import CHOICES, Told, told_of
from quxiang.web.common.refusals import InvalidError

#: of one parameter, in characters
LONGEST = 2_000
_BETWEEN = re.compile(r"[,，、;；\n]+")
_WORDS = {word: value for value, word in CHOICES.items()}
_DAY = re.compile(r"\d\d-\d\d")


def said(value: Value, told: Told | None = None) -> str:
    """Return a parameter as a page shows it; without ``told``, as :func:`read` takes it back."""
    if isinstance(value, tuple):
        return "、".join(CHOICES.get(str(each), str(each)) for each in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if told is None:
        return str(value)
    return f"{CHOICES.get(str(value), value)}{f' {told.unit}' if told.unit else ''}"


def read(rule: Rule, name: str, text: str) -> Value:
    """Return a parameter's value from what was typed; raises :class:`InvalidError` otherwise."""
    default, told = rule.params[name], told_of(rule.code, name)
    folded = text if told.pattern else unicodedata.normalize("NFKC", text)
    value = _read(default, told, folded.strip()) if len(folded) <= LONGEST else None
    if value is None:
        raise InvalidError(refusal(default, told, text))
    return value


def _read(default: Value, told: Told, text: str) -> Value | None:
    if not isinstance(default, tuple):
        return _one(default, told, text)
    parts = dict.fromkeys(part.strip() for part in _BETWEEN.split(text) if part.strip())
    values = tuple(_one(default[0], told, part) for part in parts)
    return None if None in values or not values else values  # type: ignore[return-value]


def _one(default: Value, told: Told, text: str) -> int | bool | str | None:
    if isinstance(default, bool):
        return {"是": True, "否": False}.get(text)
    if isinstance(default, int):
        return _number(told, text)
    text = _WORDS.get(text, text)
    if (told.choices and text not in told.choices) or (told.pattern and not _is_pattern(text)):
        return None
    return coerced(default, text)  # type: ignore[return-value]


def _number(told: Told, text: str) -> int | None:
    digits = text.replace(",", "")
    if not digits.isdecimal() or len(digits) > 10:
        return None
    return int(digits) if told.least <= int(digits) <= told.most else None


def _is_pattern(text: str) -> bool:
    """Say whether the engine would read it as a regular expression: it never backtracks."""
    import duckdb  # noqa: PLC0415 - only whoever types a pattern needs it

    with duckdb.connect() as connection:
        try:
            connection.execute("select regexp_matches('', $1)", [text]).fetchall()
        except duckdb.Error:
            return False
    return True


def refusal(default: Value, told: Told, text: str) -> str:
    """Return what is wrong with what was typed for a parameter, as one sentence."""
    typed = text.strip() if len(text.strip()) <= 40 else f"{text.strip()[:40]}…"
    written = f"您写的是“{typed}”" if typed else "现在是空的"
    return f"“{told.title}”{_wanted(default, told)}，{written}。"


def _wanted(default: Value, told: Told) -> str:
    one = default[0] if isinstance(default, tuple) else default
    some = "至少要写一项，几项用顿号隔开" if isinstance(default, tuple) else ""
    return some + _kind_wanted(one, told, listed=bool(some))


def _kind_wanted(one: Value, told: Told, *, listed: bool) -> str:
    before = "，每项" if listed else ""
    if isinstance(one, bool):
        return f"{before}请写“是”或“否”"
    if isinstance(one, int):
        unit = f"（{told.unit}）" if told.unit else ""
        return f"{before}应是 {told.least:,} 到 {told.most:,} 之间的整数{unit}"
    if told.choices:
        return f"{before}应是“{'”或“'.join(CHOICES.get(each, each) for each in told.choices)}”"
    if told.pattern:
        return f"{before}应是写得对的正则表达式"
    return before + "应是“月-日”，如 08-08" if _DAY.fullmatch(str(one)) else _written(listed)


def _written(listed: bool) -> str:
    return "" if listed else "不能空着，也不能太长"
