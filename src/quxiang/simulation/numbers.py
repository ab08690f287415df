"""Credit codes and identity numbers with right check characters, a million at a time.

Places in them do not exist (the third and fourth digit are 50 or more), so that no number made
here is a real person's or firm's.
"""

from __future__ import annotations

import numpy as np

from quxiang.simulation.columns import Bytes, figures_of
from quxiang.simulation.draws import Ints, distinct_within, scrambled
from quxiang.standards import credit_code

_ALPHABET = np.frombuffer(credit_code.ALPHABET.encode(), np.uint8)
_WEIGHTS = np.array(credit_code.WEIGHTS, np.int64)
_BASE = len(credit_code.ALPHABET)
#: inner check of the nine characters a code takes over from GB 11714
_INNER_WEIGHTS = np.array((3, 7, 9, 10, 5, 8, 4, 2), np.int64)
_INNER_CHECKS = np.frombuffer(b"0X987654321", np.uint8)
_INNER_VALUES = np.zeros(256, np.int64)
_INNER_VALUES[48:58] = np.arange(10)
_INNER_VALUES[65:91] = np.arange(10, 36)
_IDENTITY_WEIGHTS = np.array([2 ** (18 - place) % 11 for place in range(1, 18)], np.int64)
_IDENTITY_CHECKS = np.frombuffer(b"10X98765432", np.uint8)
_AREAS = 5  # made-up places a province and group of people: from 5000 up


def credit_codes(serials: Ints, prefixes: Bytes, provinces: Ints) -> Bytes:
    """Return the 18 characters of codes; ``prefixes`` holds two characters a row.

    ``serials`` tell the codes apart; ``provinces`` are two-digit numbers.
    """
    made = np.empty((len(serials), 18), np.uint8)
    made[:, :2] = prefixes
    area = provinces * 10_000 + 5_000 + scrambled(serials, 1_999)
    made[:, 2:8] = figures_of(area, 6) + np.uint8(48)
    made[:, 8:10] = np.frombuffer(b"MA", np.uint8)
    rest = scrambled(serials, _BASE**6)
    for place in range(15, 9, -1):
        rest, value = np.divmod(rest, _BASE)
        made[:, place] = _ALPHABET[value]
    inner = _INNER_VALUES[made[:, 8:16]] @ _INNER_WEIGHTS % 11
    made[:, 16] = _INNER_CHECKS[inner]
    made[:, 17] = _ALPHABET[-(_values(made[:, :17]) @ _WEIGHTS) % 31]
    return made


def _values(text: Bytes) -> Ints:
    places = np.zeros(256, np.int64)
    places[_ALPHABET] = np.arange(_BASE)
    return np.asarray(places[text])


def identity_numbers(
    random: np.random.Generator, provinces: Ints, births: Ints, male: Ints, *, group: int
) -> tuple[Ints, Ints]:
    """Return the first seventeen digits as numbers, all different, and the check's place (0–10).

    ``births`` are ``yyyymmdd`` as numbers; ``male`` is 1 or 0. A ``group`` has numbers of its own.
    """
    within = distinct_within(random, births, _AREAS * 500) + group * _AREAS * 500
    area, sequence = np.divmod(within, 500)
    place = provinces * 10_000 + 5_000 + area
    number = (place * 100_000_000 + births) * 1_000 + sequence * 2 + male
    return number, figures_of(number, 17).astype(np.int64) @ _IDENTITY_WEIGHTS % 11


def identity_text(numbers: Ints, checks: Ints) -> Bytes:
    """Return the 18 characters of identity numbers."""
    made = np.empty((len(numbers), 18), np.uint8)
    made[:, :17] = figures_of(numbers, 17) + np.uint8(48)
    made[:, 17] = _IDENTITY_CHECKS[checks]
    return made
