"""The colleges and majors of the invented university, and how many graduate from each."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np

from quxiang.simulation.draws import Ints, Numbers, split, stream

#: how many of a hundred graduates of a college finish each level, where it has that level
LEVEL_WEIGHTS: Mapping[str, float] = MappingProxyType({"41": 14, "31": 70, "11": 16, "01": 3})
LEVEL_ORDER = tuple(LEVEL_WEIGHTS)
COLLEGES = 30
#: two students of a major need not follow the same direction
_WEIGHT_RANGE = (0.7, 1.3)


@dataclass(frozen=True, slots=True)
class Major:
    """A major of a college at one level of study."""

    college: str
    level: str
    code: str
    name: str
    directions: tuple[str, ...]


@dataclass(frozen=True)
class Units:
    """The majors that have graduates, by college and level, and how many graduate from each."""

    majors: tuple[Major, ...]
    counts: Ints

    @property
    def colleges(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(major.college for major in self.majors))

    def each(self) -> Ints:
        """Return the place of each graduate's major, the rows sorted by it."""
        return np.repeat(np.arange(len(self.majors)), self.counts)

    def college_numbers(self) -> Ints:
        """Return the college's number of each major."""
        numbers = {college: number for number, college in enumerate(self.colleges)}
        return np.array([numbers[major.college] for major in self.majors])

    def level_numbers(self) -> Ints:
        """Return the place in LEVEL_ORDER of each major's level."""
        return np.array([LEVEL_ORDER.index(major.level) for major in self.majors])


@cache
def all_majors() -> tuple[Major, ...]:
    """Return every major there is to choose from, by college and level."""
    text = files(__package__).joinpath("data", "majors.csv").read_text(encoding="utf-8")
    return tuple(_major(row) for row in csv.DictReader(text.splitlines()))


def _major(row: Mapping[str, str]) -> Major:
    directions = tuple(part for part in row["directions"].split("|") if part)
    return Major(row["college"], row["level"], row["code"], row["name"], directions)


def units_of(graduates: int, colleges: int, seed: int) -> Units:
    """Share ``graduates`` out among the first ``colleges`` colleges; the same shares every year."""
    names = tuple(dict.fromkeys(major.college for major in all_majors()))[:colleges]
    majors = sorted(
        (major for major in all_majors() if major.college in names),
        key=lambda major: (names.index(major.college), LEVEL_ORDER.index(major.level)),
    )
    return Units(tuple(majors), split(graduates, _weights(majors, seed)))


def _weights(majors: list[Major], seed: int) -> Numbers:
    random = stream(seed, "units")
    sizes = {college: random.uniform(*_WEIGHT_RANGE)
             for college in dict.fromkeys(major.college for major in majors)}  # fmt: skip
    own = random.uniform(*_WEIGHT_RANGE, len(majors))
    groups = [(major.college, major.level) for major in majors]
    totals = {group: own[[each == group for each in groups]].sum() for group in set(groups)}
    return np.array([
        sizes[major.college] * LEVEL_WEIGHTS[major.level] * weight / totals[group]
        for major, group, weight in zip(majors, groups, own, strict=True)
    ])  # fmt: skip
