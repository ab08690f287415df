"""At which employer each of those hired is, so that small ones stay small all season."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from quxiang.simulation.codes import CODES, HIRED, WORKPLACES
from quxiang.simulation.draws import Ints, pick, stream
from quxiang.simulation.firms import KINDS, NUMBER, SMALL_INTAKE

if TYPE_CHECKING:
    from quxiang.simulation.lives import Lives

#: how many graduates of one cohort an employer of any size takes on average
_CROWD = 8
#: who leaves an agreement, a contract or another hire takes one of these, by weight
_MOVES = (0.3, 0.6, 0.1)


def kinds(random: np.random.Generator, code: Ints) -> Ints:
    """Draw the kind of employer each destination leads to, -1 for none."""
    kind = np.full(len(code), -1)
    for name, weights in WORKPLACES.items():
        at = np.flatnonzero(code == CODES.index(name))
        numbers = np.array([NUMBER[each] for each in weights])
        kind[at] = numbers[pick(random, list(weights.values()), len(at))]
    return kind


def hired_codes(random: np.random.Generator, code: Ints, reason: Ints) -> Ints:
    """Return the destination after a change: another one for who moves, else the same."""
    places = np.array([CODES.index(name) for name in HIRED])
    moved = places[pick(random, _MOVES, len(code))]
    return np.asarray(np.where(reason < 0, -1, np.where(reason == 0, moved, code)))


def employers_needed(lives: Iterable[Lives]) -> dict[str, int]:
    """Return how many employers of each kind take in everybody of any one cohort."""
    most: Counter[int] = Counter()
    for each in lives:
        at = _seated(each)
        most |= Counter(dict(zip(*np.unique(each.kind[at], return_counts=True), strict=True)))
    return {kind.name: _enough(kind.intake, int(most[number])) for number, kind in enumerate(KINDS)}


def _seated(lives: Lives) -> tuple[Ints, Ints]:
    """Return the versions that take a seat of their own: a clerical change keeps the one there."""
    own = lives.kind >= 0
    own[2] &= lives.reason == 0
    version, graduate = np.nonzero(own)
    return version, graduate


def _enough(intake: int, graduates: int) -> int:
    if intake == 1:
        return graduates + 1
    return graduates // 2 + 3 if intake else graduates // _CROWD + 3


def places_of(lives: Lives, counts: Mapping[str, int], cohort: int, seed: int) -> Ints:
    """Return the employer of each version, -1 for none; small ones take three at most, ever."""
    random = stream(seed, "places", str(cohort))
    employer, first = np.full(lives.kind.shape, -1), 0
    version, graduate = _seated(lives)
    kind = lives.kind[version, graduate]
    for number, each in enumerate(KINDS):
        at = np.flatnonzero(kind == number)
        seats = _within(random, each.intake, counts[each.name], len(at))
        employer[version[at], graduate[at]] = first + seats
        first += counts[each.name]
    employer[2] = np.where(lives.reason == 1, employer[1], employer[2])
    return employer


def _within(random: np.random.Generator, intake: int, count: int, graduates: int) -> Ints:
    if not intake:
        return pick(random, [(rank + 2) ** -0.7 for rank in range(count)], graduates)
    seats = np.repeat(np.arange(count), 1 + np.arange(count) % min(intake, SMALL_INTAKE))
    return np.asarray(random.permutation(seats)[:graduates])
