"""Unified social credit codes, GB 32100-2015: form and check character.

About fifty real codes in a million fail the check character: it warns and never blocks.
"""

from __future__ import annotations

import re

from quxiang.standards.names import fold_name

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_FORM = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_SEPARATORS = str.maketrans("", "", "-—–")


def clean(text: str) -> str:
    """Return a code as it should be typed: half width, upper case, no spaces or dashes."""
    return fold_name(text).translate(_SEPARATORS).upper()


def check_character(first17: str) -> str:
    """Return the 18th character for the first seventeen: (31 − Σ aᵢwᵢ mod 31) mod 31.

    Raises ``KeyError`` for a character outside the alphabet.
    """
    total = sum(_VALUES[each] * weight for each, weight in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def check(code: str | None) -> str:
    """Return ``ok``, ``bad_form``, ``bad_check`` or ``missing``.

    A form needs eighteen characters of the alphabet, six digits of a place in the middle, and
    more than one character: eighteen zeros satisfy the sum and are no code.
    """
    number = clean(code or "")
    if not number:
        return "missing"
    if not _FORM.fullmatch(number) or len(set(number)) == 1:
        return "bad_form"
    return "ok" if check_character(number[:17]) == number[17] else "bad_check"


def is_valid(code: str | None) -> bool:
    """Say whether a code has both form and check character."""
    return check(code) == "ok"
