"""Identity and phone numbers: what the engine may know of them, and the numbers themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from quxiang.simulation.columns import characters, chosen, days, digits, hexadecimal
from quxiang.simulation.draws import Ints, scrambled, stream
from quxiang.simulation.numbers import identity_numbers, identity_text

if TYPE_CHECKING:
    from quxiang.simulation.people import People

#: salts of keyed hashes, one a kind of number
IDENTITY_SALT, PHONE_SALT, PERSON_SALT = 11, 12, 13
#: prefixes no carrier has, so that no phone number made here rings anywhere
GRADUATE_PREFIX, EARLIER_PREFIX, FIRM_PREFIX = 154, 142, 143
PARENT_PREFIX, TEACHER_PREFIX = 141, 144
#: youngest age in years of each level's graduates, and by how many years they differ
_AGES = np.array(((21, 2), (22, 2), (24, 2), (26, 0)))
_HOME_SHARE = 0.7


def identity_columns(people: People, male: Ints, seed: int, *, raw: bool) -> dict[str, Any]:
    """Return the columns made from identity numbers, all different, all with a right check."""
    level = people.level
    random = stream(seed, "identity", str(people.cohort))
    birth = _births(random, people.cohort, level)
    elsewhere = random.choice(np.array((13, 32, 37, 42)), len(level))
    home = np.where(random.random(len(level)) < _HOME_SHARE, 41, elsewhere)
    drawn = random, home, _compact(birth), male
    numbers, checks = identity_numbers(*drawn, group=people.campus.number * 2 + people.cohort % 2)
    made = {
        "id_check": pa.repeat(pa.scalar("ok"), len(level)),
        "id_birth_on": days(birth),
        "id_gender": chosen(("2", "1"), male),
        "id_hash": hexadecimal(numbers, IDENTITY_SALT, 2),
    }
    return made | ({"identity_no": characters(identity_text(numbers, checks))} if raw else {})


def _births(random: np.random.Generator, cohort: int, level: Ints) -> Ints:
    ages = _AGES[level]
    year = cohort - ages[:, 0] - random.integers(0, ages[:, 1] + 1)
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return np.asarray(first + random.integers(0, 365, len(level)))


def _compact(birth: Ints) -> Ints:
    """Return days since 1970 as ``yyyymmdd``."""
    day = birth.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    year = day.astype("datetime64[Y]").astype(np.int64) + 1970
    months = month.astype(np.int64) % 12 + 1
    return np.asarray(year * 10_000 + months * 100 + (day - month).astype(np.int64) + 1)


def phone_columns(serials: Ints, prefix: int, *, raw: bool) -> dict[str, Any]:
    """Return the columns made from the graduates' own phones; serials tell them apart."""
    made = {
        "phone_hash": phone_hashes(serials, prefix),
        "phone_form": pa.repeat(pa.scalar("ok"), len(serials)),
    }
    return made | ({"phone": phones(serials, prefix)} if raw else {})


def phone_hashes(serials: Ints, prefix: int) -> pa.Array:
    return hexadecimal(_phone_numbers(serials, prefix), PHONE_SALT, 2)


def phones(serials: Ints, prefix: int) -> pa.Array:
    """Return eleven-digit phone numbers."""
    return digits(_phone_numbers(serials, prefix), 11)


def _phone_numbers(serials: Ints, prefix: int) -> Ints:
    return prefix * 10**8 + scrambled(serials, 10**8)
