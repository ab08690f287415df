"""What each setting is called, what its value says, on what it rests and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from quxiang.cli.phrases import word

#: what a reading rests on, and how sure it is; a setting not named here is nobody's reading
GROUNDS: Mapping[str, tuple[str, str]] = {
    "counts_from": ("own_choice", "medium"),
    "flexible_members": ("not_published", "low"),
    "other_hire_is_employer": ("inferred", "medium"),
    "swing_unit": ("ten_percent", "medium"),
    "swing_base": ("default", ""),
}
_SAID: Mapping[str, Callable[[Any, str], str]] = {
    "counts_from": lambda value, lang: word(str(value), lang),
    "flexible_members": lambda value, lang: (
        "、".join(value) if value else word("flexible_unset", lang)
    ),
    "other_hire_is_employer": lambda value, lang: word("as_employer" if value else "apart", lang),
    "swing_unit": lambda value, lang: word(str(value), lang),
    "swing_base": lambda value, lang: word("people", lang, n=value),
    "own_school_codes": lambda value, _: "、".join(value),
}


def value_said(name: str, value: object, lang: str) -> str:
    """Say in words what a setting is set to."""
    return _SAID[name](value, lang)


def ground_of(name: str, lang: str) -> tuple[str, str]:
    """Return what a setting's reading rests on, and how sure: high, medium, low or nothing."""
    basis, confidence = GROUNDS.get(name, ("", ""))
    return word(basis, lang) if basis else "", confidence
