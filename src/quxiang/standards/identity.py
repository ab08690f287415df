"""Citizen identity numbers, GB 11643-1999: form, check character, birth date and gender.

Residence permits of 港澳台 people (81, 82, 83) follow the same form. Passports, other permits and
the fifteen-digit numbers of old have another form: ``bad_form``, which warns and never blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from operator import mul

from quxiang.standards.names import fold_name
from quxiang.standards.sources import shipped

_WEIGHTS = tuple(2 ** (18 - place) % 11 for place in range(1, 18))
_CHECKS = "10X98765432"
_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]")
_EARLIEST = 1900
#: 830000 marks permits of Taiwan residents; the province itself is 710000
_PLACES = frozenset(code[:2] for code in shipped("province", "")) | {"83"}
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]*))?E\+?([0-9]+)")
_PLAIN = re.compile(r"([0-9]{16,})(\.0*)?")
#: a spreadsheet keeps fifteen digits of a number
_KEPT = 15


@dataclass(frozen=True, slots=True)
class Identity:
    """What a number says: ``check`` is ok, bad_form, bad_check or missing; gender 1 or 2."""

    check: str
    birth_on: date | None = None
    gender: str | None = None


def clean(text: str) -> str:
    """Return a number as it should be typed: half width, no spaces, a capital X."""
    return fold_name(text).upper()


def check_character(first17: str) -> str:
    """Return the 18th character for the first seventeen digits."""
    return _CHECKS[sum(map(mul, _WEIGHTS, map(int, first17))) % 11]


def inspect(number: str | None) -> Identity:
    """Return what a number says; a wrong check character leaves birth date and gender standing."""
    text = clean(number or "")
    if not text:
        return Identity("missing")
    birth_on = _birth_on(text) if _FORM.fullmatch(text) and text[:2] in _PLACES else None
    if birth_on is None:
        return Identity("bad_form")
    outcome = "ok" if check_character(text[:17]) == text[17] else "bad_check"
    return Identity(outcome, birth_on, "1" if int(text[16]) % 2 else "2")


def check(number: str | None) -> str:
    """Return ``ok``, ``bad_form``, ``bad_check`` or ``missing``."""
    return inspect(number).check


def _birth_on(text: str) -> date | None:
    year, month, day = int(text[6:10]), int(text[10:12]), int(text[12:14])
    try:
        return date(year, month, day) if year >= _EARLIEST else None
    except ValueError:
        return None


def lost_digits(text: str) -> bool:
    """Say whether a long number has been through a spreadsheet's number and lost its end.

    So it is with ``4.10702200101012E+17``, with more than fifteen digits before ``.0``, and with
    an identity number ending in 000 whose check character is wrong.
    """
    number = clean(text)
    if found := _SCIENTIFIC.fullmatch(number):
        return 1 + len((found[2] or "").rstrip("0")) < int(found[3]) + 1 and int(found[3]) >= _KEPT
    found = _PLAIN.fullmatch(number)
    if found is None:
        return False
    return bool(found[2]) or (number.endswith("000") and check(number) != "ok")
