"""Which of several made-up universities a season is of: above a size there is more than one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from quxiang.simulation.words import CITIES

#: the most graduates one university has, and the room its serial numbers have
LARGEST, ROOM = 50_000, 100_000
MOST_SCHOOLS = 300
_FIRST = "清川演示大学"
_KINDS = ("", "理工", "师范", "农业", "财经", "医科", "科技")


@dataclass(frozen=True, slots=True)
class Campus:
    """One university: its number among all, and how many graduate."""

    number: int
    graduates: int

    @property
    def name(self) -> str:
        if self.number == 0:
            return _FIRST
        kind, city = divmod(self.number, len(CITIES))
        return f"{CITIES[city]}{_KINDS[kind]}演示大学"

    @property
    def first(self) -> int:
        """The first serial number of its people and employers."""
        return self.number * ROOM

    def seed(self, seed: int) -> int:
        """Return the university's own seed; the first has the one given."""
        if self.number == 0:
            return seed
        return int(np.random.SeedSequence((seed, self.number)).generate_state(1, np.uint64)[0])


def campuses(graduates: int) -> tuple[Campus, ...]:
    """Share graduates out among as few universities as hold them, all of about one size."""
    count = -(-graduates // LARGEST)
    edges = [graduates * number // count for number in range(count + 1)]
    sizes = [after - before for before, after in pairwise(edges)]
    return tuple(Campus(number, size) for number, size in enumerate(sizes))
