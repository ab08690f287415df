"""Who the graduates of one cohort are: numbers, names, majors, status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from quxiang.simulation import words
from quxiang.simulation.columns import (
    chosen,
    day_number,
    days,
    digits,
    either,
    hexadecimal,
    joined,
)
from quxiang.simulation.draws import Flags, Ints, pick, scrambled, stream
from quxiang.simulation.identities import identity_columns, phone_columns
from quxiang.simulation.units import LEVEL_ORDER, SCHOOL, Units

#: status, how many in a thousand, and whether such a person counts
STATUSES = (
    ("毕业", 950, True), ("结业", 8, True), ("预计毕业", 20, True),
    ("延期", 15, False), ("休学", 4, False), ("退学", 3, False),
)  # fmt: skip
#: first digits of the numbers of research students (15) and of all others (14)
_RESEARCH, _YEARS_OF_STUDY = 99_410, np.array((3, 4, 3, 4))
_HOME = 41
_HARDSHIP = (("0", 820), ("1", 60), ("2", 90), ("3", 20), ("4", 5), ("7", 5))
GRADUATE_SALT, EXAM_SALT = 1, 2


@dataclass(frozen=True)
class People:
    """One cohort, sorted by college, level and major; ``columns`` are those of the tables."""

    cohort: int
    units: Units
    unit: Ints
    counted: Flags
    columns: dict[str, Any]

    def __len__(self) -> int:
        return len(self.unit)

    @property
    def level(self) -> Ints:
        """The place in LEVEL_ORDER of each one's level."""
        return self.units.level_numbers()[self.unit]

    @property
    def college(self) -> Ints:
        return self.units.college_numbers()[self.unit]


def people_of(cohort: int, units: Units, seed: int, *, prefix: int, raw: bool) -> People:
    """Make one cohort; with ``raw`` the identity and phone numbers stand beside their hashes."""
    unit = units.each()
    status = pick(stream(seed, "status", str(cohort)), [row[1] for row in STATUSES], len(unit))
    people = People(cohort, units, unit, np.array([row[2] for row in STATUSES])[status], {})
    people.columns.update(
        _numbers(people)
        | _names(people, seed)
        | identity_columns(people.cohort, people.level, _gender(people, seed), seed, raw=raw)
        | phone_columns(np.arange(len(people)), prefix, raw=raw)
        | _studies(people, seed)
        | _status(people, status)
        | _background(people, seed)
    )
    return people


def _gender(people: People, seed: int) -> Ints:
    return stream(seed, "gender", str(people.cohort)).integers(0, 2, len(people))


def _numbers(people: People) -> dict[str, Any]:
    serial = np.arange(len(people))
    research = people.level >= LEVEL_ORDER.index("11")
    entry = people.cohort - _YEARS_OF_STUDY[people.level]
    ordinary = digits((entry % 100 * 100 + _HOME) * 10**10 + 1_000_000_000 + serial, 14)
    exam_no = either(
        research, digits((_RESEARCH * 100 + entry % 100) * 10**8 + serial, 15), ordinary
    )
    return {
        "school": SCHOOL,
        "cohort": str(people.cohort),
        "graduate_id": hexadecimal(serial + people.cohort * 10**9, GRADUATE_SALT),
        "student_no": digits((entry * 100 + people.college + 1) * 10**8 + serial, 14),
        "exam_no": exam_no,
    }


def _names(people: People, seed: int) -> dict[str, Any]:
    random = stream(seed, "names", str(people.cohort))
    size = len(people)
    return {"name": person_names(random, size, _gender(people, seed), rare=0.004),
            "gender": chosen(("2", "1"), _gender(people, seed))}  # fmt: skip


def person_names(random: np.random.Generator, size: int, male: Ints, rare: float = 0.0) -> pa.Array:
    """Return invented names; the share ``rare`` has two parts around a middle dot."""
    surname = chosen(words.SURNAMES, pick(random, _falling(len(words.SURNAMES)), size))
    given = words.FEMALE + words.MALE + words.NEUTRAL
    own = random.integers(0, len(words.FEMALE), size)
    own = np.where(male == 1, len(words.FEMALE) + own % len(words.MALE), own)
    neutral = random.integers(len(given) - len(words.NEUTRAL), len(given), size)
    second = np.where(random.random(size) < 0.75, neutral, -1)
    usual = joined(surname, chosen(("", *given), second + 1), chosen(given, own))
    long = joined(chosen(words.LONG_FIRST, own % len(words.LONG_FIRST)), "·",
                  chosen(words.LONG_LAST, neutral % len(words.LONG_LAST)))  # fmt: skip
    return either(random.random(size) < rare, long, usual)


def _falling(size: int) -> Any:
    return 1.0 / (np.arange(size) + 4.0)


def _studies(people: People, seed: int) -> dict[str, Any]:
    majors, unit = people.units.majors, people.unit
    random = stream(seed, "studies", str(people.cohort))
    part_time = (people.level == LEVEL_ORDER.index("11")) & (random.random(len(people)) < 0.06)
    teaching = [
        "1" if "师范" in "".join(m.directions) or "学科教学" in m.name else "2" for m in majors
    ]
    return {
        "college": chosen([major.college for major in majors], unit),
        "residence": chosen(words.RESIDENCES, np.where(people.level <= 1, people.college % 3, -1)),
        "major_code": chosen([major.code for major in majors], unit),
        "major_name": chosen([major.name for major in majors], unit),
        "direction": _directions(people, random),
        "level": chosen([major.level for major in majors], unit),
        "study_mode": chosen(("全日制", "非全日制"), part_time.astype(np.int64)),
        "teacher_student": chosen(teaching, unit),
    }


def _directions(people: People, random: np.random.Generator) -> pa.Array:
    known = sorted({name for major in people.units.majors for name in major.directions})
    table = np.full((len(people.units.majors), 2), -1)
    for at, major in enumerate(people.units.majors):
        table[at, : len(major.directions)] = [known.index(name) for name in major.directions]
    return chosen(known, table[people.unit, random.integers(0, 2, len(people))])


def _status(people: People, status: Ints) -> dict[str, Any]:
    completed = status == [row[0] for row in STATUSES].index("结业")
    on = day_number(date(people.cohort, 6, 30)) + np.zeros(len(people), np.int64)
    return {
        "status": chosen([row[0] for row in STATUSES], status),
        "completion": chosen(("graduated", "completed"), completed.astype(np.int64)),
        "graduation_on": days(on),
    }


def _background(people: People, seed: int) -> dict[str, Any]:
    random = stream(seed, "background", str(people.cohort))
    hardship = pick(random, [weight for _, weight in _HARDSHIP], len(people))
    number = scrambled(np.arange(len(people)), 10**8)
    return {
        "origin": digits(provinces(random, len(people)) * 10_000, 6),
        "hardship": chosen([code for code, _ in _HARDSHIP], hardship),
        "registration_no": joined("DJ", digits(people.cohort * 10**8 + number, 12)),
    }


def provinces(random: np.random.Generator, size: int) -> Ints:
    """Return two-digit numbers of provinces, mostly the school's own."""
    known = np.array((_HOME, 13, 14, 32, 33, 34, 37, 42, 44, 31, 11, 61, 50, 65))
    return np.asarray(known[pick(random, (70, *(30 / 13,) * 13), size)])
