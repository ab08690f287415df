"""Who the graduates of one cohort are: numbers, names, majors, status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from quxiang.simulation import words
from quxiang.simulation.campus import Campus
from quxiang.simulation.columns import (
    chosen,
    day_number,
    days,
    digits,
    either,
    hexadecimal,
    joined,
)
from quxiang.simulation.draws import SILVER, Flags, Ints, pick, scrambled, spread, stream
from quxiang.simulation.identities import identity_columns, phone_columns
from quxiang.simulation.units import LEVEL_ORDER, Units

#: final status, how many in a thousand, whether such a person counts, and when it is known
STATUSES = (
    ("毕业", 970, True, (6, 30)), ("结业", 8, True, (6, 30)), ("延期", 15, False, (5, 20)),
    ("休学", 4, False, (11, 1)), ("退学", 3, False, (11, 1)),
)  # fmt: skip
EXPECTED = "预计毕业"
#: first digits of the numbers of research students (15) and of all others (14)
_RESEARCH, _YEARS_OF_STUDY = 99_410, np.array((3, 4, 3, 4))
_HOME, _COHORT_APART = 41, 30_000_000
_HARDSHIP = (("0", 820), ("1", 60), ("2", 90), ("3", 20), ("4", 5), ("7", 5))
GRADUATE_SALT, EXAM_SALT = 1, 2


@dataclass(frozen=True)
class People:
    """One cohort, sorted by college, level and major; ``columns`` are those of the tables.

    ``status`` is a place in STATUSES: what each one's turns out to be.
    """

    campus: Campus
    cohort: int
    units: Units
    unit: Ints
    status: Ints
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

    @property
    def counted(self) -> Flags:
        """Who counts to the end."""
        return np.array([row[2] for row in STATUSES])[self.status]

    @property
    def serial(self) -> Ints:
        """A number of each one that nobody of any university shares."""
        return self.campus.first + np.arange(len(self))

    def status_at(self, moment: datetime) -> dict[str, Any]:
        """Return the columns of the status as known at a moment."""
        known = np.array([_known_on(self.cohort, *row[3]) <= moment.date() for row in STATUSES])
        status = np.where(known[self.status], self.status, len(STATUSES))
        return {
            "status": chosen([*(row[0] for row in STATUSES), EXPECTED], status),
            "completion": chosen(
                ("graduated", "completed"), (status == _COMPLETED).astype(np.int64)
            ),
        }


_COMPLETED = [row[0] for row in STATUSES].index("结业")


def _known_on(cohort: int, month: int, day: int) -> date:
    return date(cohort - (month > 8), month, day)


def people_of(
    campus: Campus, cohort: int, units: Units, seed: int, *, prefix: int, raw: bool
) -> People:
    """Make one cohort; with ``raw`` the identity and phone numbers stand beside their hashes."""
    unit = units.each()
    people = People(campus, cohort, units, unit, _statuses(units.college_numbers()[unit]), {})
    people.columns.update(
        _numbers(people)
        | _names(people, seed)
        | identity_columns(people, _gender(people, seed), seed, raw=raw)
        | phone_columns(people.serial, prefix, raw=raw)
        | _studies(people, seed)
        | _background(people, seed)
    )
    return people


def _statuses(college: Ints) -> Ints:
    """Return final statuses, the same shares in every college."""
    edges = np.cumsum([row[1] for row in STATUSES])
    return np.asarray(np.searchsorted(edges, spread(college, SILVER) * edges[-1], side="right"))


def _gender(people: People, seed: int) -> Ints:
    return stream(seed, "gender", str(people.cohort)).integers(0, 2, len(people))


def _numbers(people: People) -> dict[str, Any]:
    serial = people.serial + people.cohort % 3 * _COHORT_APART
    research = people.level >= LEVEL_ORDER.index("11")
    entry = people.cohort - _YEARS_OF_STUDY[people.level]
    ordinary = digits((entry % 100 * 100 + _HOME) * 10**10 + 1_000_000_000 + serial, 14)
    exam_no = either(
        research, digits((_RESEARCH * 100 + entry % 100) * 10**8 + serial, 15), ordinary
    )
    return {
        "school": people.campus.name,
        "cohort": str(people.cohort),
        "graduate_id": hexadecimal(people.serial + people.cohort * 10**9, GRADUATE_SALT),
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
        "graduation_on": days(np.full(len(people), day_number(date(people.cohort, 6, 30)))),
    }


def _directions(people: People, random: np.random.Generator) -> pa.Array:
    known = sorted({name for major in people.units.majors for name in major.directions})
    table = np.full((len(people.units.majors), 2), -1)
    for at, major in enumerate(people.units.majors):
        table[at, : len(major.directions)] = [known.index(name) for name in major.directions]
    return chosen(known, table[people.unit, random.integers(0, 2, len(people))])


def _background(people: People, seed: int) -> dict[str, Any]:
    random = stream(seed, "background", str(people.cohort))
    hardship = pick(random, [weight for _, weight in _HARDSHIP], len(people))
    number = scrambled(people.serial, 10**8)
    return {
        "origin": digits(provinces(random, len(people)) * 10_000, 6),
        "hardship": chosen([code for code, _ in _HARDSHIP], hardship),
        "registration_no": joined("DJ", digits(people.cohort * 10**8 + number, 12)),
    }


def provinces(random: np.random.Generator, size: int) -> Ints:
    """Return two-digit numbers of provinces, mostly the school's own."""
    known = np.array((_HOME, 13, 14, 32, 33, 34, 37, 42, 44, 31, 11, 61, 50, 65))
    return np.asarray(known[pick(random, (70, *(30 / 13,) * 13), size)])
