"""Who settles, when and with which destination: even enough that no rate jumps or falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quxiang.simulation.codes import (
    CODES,
    DELAYS,
    FEWER_LAST_YEAR,
    LATER_LAST_YEAR,
    OTHER_CODES,
    PHASE_EDGES,
    PHASES,
    SETTLED,
    SETTLED_CODES,
    UNREGISTERED,
)
from quxiang.simulation.draws import (
    GOLDEN,
    Flags,
    Ints,
    Numbers,
    pick,
    picked,
    spread,
    stream,
)
from quxiang.simulation.people import People
from quxiang.simulation.timetable import NEVER, Timetable
from quxiang.simulation.units import LEVEL_ORDER

_WEIGHTS = np.array([
    [[share * PHASES[code][phase] for share in SETTLED_CODES[code]] for code in SETTLED_CODES]
    for phase in range(3)
])  # fmt: skip
#: how shares are rounded by level: small groups of the highest must not fall below the others
_ROUNDING = (0.0, 0.5, 1.0, 1.0)
#: colleges differ by as much, either way, at all levels alike
_COLLEGE_SPREAD = 0.015
#: one in so many of the hired is released again, among the bachelors of large colleges
_ONE_IN, _ENOUGH = 250, 100
_MINUTES_AFTER = 10


@dataclass(frozen=True)
class Settled:
    """Who settles by the end, when it is entered, and how far the season is by then."""

    settles: Flags
    entered: Ints
    progress: Numbers


def settled(people: People, timetable: Timetable, seed: int, *, earlier: bool) -> Settled:
    """Decide who settles and when; higher levels are ahead of lower, this year of last year."""
    share = _shares(people, seed, earlier=earlier)
    place = np.ones(len(people))
    counted = np.flatnonzero(people.counted)
    groups = people.college * len(SETTLED) + people.level
    place[counted] = spread(groups[counted], rounding=np.array(_ROUNDING)[people.level[counted]])
    settles = place < share
    progress = place / share
    delay = np.array(DELAYS)[people.level] + LATER_LAST_YEAR * earlier
    entered = timetable.minutes(timetable.reached(np.minimum(progress, 1.0)) + delay)
    return Settled(settles, np.where(settles, entered, NEVER), progress)


def _shares(people: People, seed: int, *, earlier: bool) -> Numbers:
    colleges = len(people.units.colleges)
    apart = stream(seed, "colleges").uniform(-_COLLEGE_SPREAD, _COLLEGE_SPREAD, colleges)
    return np.asarray(
        np.array(SETTLED)[people.level] + apart[people.college] - FEWER_LAST_YEAR * earlier
    )


def settled_codes(random: np.random.Generator, people: People, progress: Numbers) -> Ints:
    """Return a destination each, by level and by the part of the season.

    Those of one college take them in turn as they settle, so that no few weeks are of one kind.
    """
    college = people.college
    order = np.lexsort((progress, college))
    sizes = np.bincount(college, minlength=len(people.units.colleges))
    turn = np.empty(len(people), np.int64)
    turn[order] = np.arange(len(people)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    start = random.random(len(sizes))
    even = (turn * GOLDEN + start[college]) % 1.0
    phase = np.digitize(progress, PHASE_EDGES)
    drawn = np.empty(len(people), np.int64)
    for part in range(len(_WEIGHTS)):
        for level in range(len(LEVEL_ORDER)):
            at = np.flatnonzero((phase == part) & (people.level == level))
            drawn[at] = picked(_WEIGHTS[part, :, level], even[at])
    return drawn


def other_codes(random: np.random.Generator, people: People) -> Ints:
    """Draw what those not settled register, -1 for nothing; only who counts registers."""
    places = np.array([CODES.index(code) if code != UNREGISTERED else -1 for code in OTHER_CODES])
    drawn = places[pick(random, list(OTHER_CODES.values()), len(people))]
    return np.asarray(np.where(people.counted, drawn, -1))


def terminations(
    random: np.random.Generator, people: People, entered: Ints, candidates: Flags
) -> tuple[Ints, Ints]:
    """Return whose agreement ends, and when: each just after somebody else of them settles.

    So the rate of no unit ever falls.
    """
    who, when = [], []
    bachelors = people.level == LEVEL_ORDER.index("31")
    for college in range(len(people.units.colleges)):
        at = np.flatnonzero(bachelors & (people.college == college) & (entered < NEVER))
        if len(at) < _ENOUGH:
            continue
        order = at[np.argsort(entered[at], kind="stable")]
        early = order[: len(order) // 2]
        early = random.permutation(early[candidates[early]])[: len(at) // _ONE_IN + 1]
        later = order[len(order) * 6 // 10 :: 3][: len(early)]
        who.append(early[: len(later)])
        when.append(entered[later] + _MINUTES_AFTER)
    if not who:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate(who), np.concatenate(when)
