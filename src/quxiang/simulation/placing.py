"""Who has settled, with which destination, and at which employer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from quxiang.simulation.codes import (
    A_WEEK_AGO,
    OTHER_CODES,
    SETTLED,
    SETTLED_CODES,
    UNREGISTERED,
    WORKPLACES,
)
from quxiang.simulation.draws import Flags, Ints, Numbers, evenly, pick, stream
from quxiang.simulation.firms import KINDS, NUMBER, SMALL_INTAKE
from quxiang.simulation.people import People

CODES = (*SETTLED_CODES, *(code for code in OTHER_CODES if code))
_SETTLED_WEIGHTS = np.array([SETTLED_CODES[code] for code in SETTLED_CODES])
#: of those without a registration, how many have one on its way
_UNDER_WAY = 0.4
#: how shares are rounded by level: small groups of the highest must not fall below the others
_ROUNDING = (0.0, 0.5, 0.5, 1.0)
#: colleges differ by as much, either way, at all levels alike
_COLLEGE_SPREAD = 0.02
#: how many graduates of one cohort an employer of any size takes on average
_CROWD = 8


@dataclass(frozen=True)
class Plan:
    """What becomes of each graduate: ``code`` is a place in CODES, ``kind`` one in KINDS, or -1.

    ``late`` are those settled within the last week; ``under_way`` have filed what is not entered.
    """

    settled: Flags
    late: Flags
    under_way: Flags
    code: Ints
    kind: Ints

    def coded(self, *codes: str) -> Flags:
        """Return who has one of these destinations."""
        return np.isin(self.code, [CODES.index(code) for code in codes])


def plan_of(people: People, seed: int, behind: float) -> Plan:
    """Decide what becomes of a cohort; ``behind`` lowers the share settled."""
    random = stream(seed, "plan", str(people.cohort))
    groups = people.college * len(SETTLED) + people.level
    settled = evenly(_chances(people, seed, behind), groups, np.array(_ROUNDING)[people.level])
    late = _some_of(settled, A_WEEK_AGO * len(SETTLED) / sum(SETTLED), people.college)
    other = _other_codes(random, len(people))
    under_way = people.counted & ~settled & (other < 0) & (random.random(len(people)) < _UNDER_WAY)
    code = np.where(settled | under_way, _settled_codes(random, people), other)
    code[~people.counted] = -1
    return Plan(settled, late, under_way, code, _kinds(random, code))


def _chances(people: People, seed: int, behind: float) -> Numbers:
    """Return how likely each is settled: higher study never behind, colleges somewhat apart."""
    colleges = len(people.units.colleges)
    apart = stream(seed, "colleges").uniform(-_COLLEGE_SPREAD, _COLLEGE_SPREAD, colleges)
    chances = np.array(SETTLED)[people.level] + apart[people.college] - behind
    return np.asarray(np.where(people.counted, chances, 0.0))


def _some_of(flags: Flags, share: float, groups: Ints) -> Flags:
    """Return an even share of those flagged."""
    at = np.flatnonzero(flags)
    some = np.zeros(len(flags), bool)
    some[at[evenly(np.full(len(at), share), groups[at])]] = True
    return some


def _settled_codes(random: np.random.Generator, people: People) -> Ints:
    drawn = np.empty(len(people), np.int64)
    for level in range(_SETTLED_WEIGHTS.shape[1]):
        at = np.flatnonzero(people.level == level)
        drawn[at] = pick(random, _SETTLED_WEIGHTS[:, level], len(at))
    return drawn


def _other_codes(random: np.random.Generator, size: int) -> Ints:
    places = np.array([CODES.index(code) if code != UNREGISTERED else -1 for code in OTHER_CODES])
    return np.asarray(places[pick(random, list(OTHER_CODES.values()), size)])


def _kinds(random: np.random.Generator, code: Ints) -> Ints:
    kind = np.full(len(code), -1)
    for name, weights in WORKPLACES.items():
        at = np.flatnonzero(code == CODES.index(name))
        numbers = np.array([NUMBER[each] for each in weights])
        kind[at] = numbers[pick(random, list(weights.values()), len(at))]
    return kind


def employers_needed(plans: Iterable[Plan]) -> dict[str, int]:
    """Return how many employers of each kind take in everybody of any one cohort."""
    most: Counter[int] = Counter()
    for plan in plans:
        most |= Counter(plan.kind[plan.kind >= 0].tolist())
    return {kind.name: _enough(kind.intake, most[number]) for number, kind in enumerate(KINDS)}


def _enough(intake: int, graduates: int) -> int:
    if intake == 1:
        return graduates + 1
    return graduates // 2 + 3 if intake else graduates // _CROWD + 3


def places_of(plan: Plan, counts: Mapping[str, int], cohort: int, seed: int) -> Ints:
    """Return the employer of each graduate, -1 for none; small ones take three at most."""
    random = stream(seed, "places", str(cohort))
    employer, first = np.full(len(plan.kind), -1), 0
    for number, kind in enumerate(KINDS):
        at = np.flatnonzero(plan.kind == number)
        employer[at] = first + _within(random, kind.intake, counts[kind.name], len(at))
        first += counts[kind.name]
    return employer


def _within(random: np.random.Generator, intake: int, count: int, graduates: int) -> Ints:
    if not intake:
        return pick(random, [(rank + 2) ** -0.7 for rank in range(count)], graduates)
    seats = np.repeat(np.arange(count), 1 + np.arange(count) % min(intake, SMALL_INTAKE))
    return np.asarray(random.permutation(seats)[:graduates])
