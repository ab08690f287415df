"""What each graduate registers from December to August: up to three versions, each with its times.

The first may say that somebody is seeking work, the second where they have settled, the third
what has changed since. Everything is decided for the whole season, so that any two moments of it
agree; ``standing`` looks at one moment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quxiang.simulation import settling
from quxiang.simulation.codes import CODES, HIRED, LISTED, SEEKING
from quxiang.simulation.draws import Flags, Ints, stream
from quxiang.simulation.people import People
from quxiang.simulation.placing import hired_codes, kinds
from quxiang.simulation.timetable import NEVER, Timetable, awake

#: the three versions
FIRST, SETTLED, CHANGED = range(3)
REASONS = ("substantive", "clerical", "termination")
SUBSTANTIVE, CLERICAL, TERMINATION = range(3)
_CHANCES = (0.04, 0.03)
_DAY = 24 * 60
_LISTS_SINCE = 3  # the day since 1970 lists are counted from: a Sunday


@dataclass(frozen=True)
class Lives:
    """One row a version, one column a graduate; minutes are NEVER for what does not happen.

    ``code`` is a place in CODES and ``kind`` one in KINDS, or -1; ``agreed`` are days, the other
    times minutes; ``reason`` is why the third version was made, a place in REASONS or -1.
    """

    code: Ints
    kind: Ints
    agreed: Ints
    recorded: Ints
    signed: Ints
    entered: Ints
    reason: Ints

    def coded(self, slot: int, *codes: str) -> Flags:
        """Return who has one of these destinations in a version."""
        return np.isin(self.code[slot], [CODES.index(code) for code in codes])


def lives_of(people: People, seed: int, *, earlier: bool) -> Lives:
    """Decide what becomes of a cohort; an ``earlier`` one settles later and less."""
    random, timetable = stream(seed, "lives", str(people.cohort)), Timetable(people.cohort)
    plan = settling.settled(people, timetable, seed, earlier=earlier)
    other = settling.other_codes(random, people)
    first = _registered_first(random, people, timetable, plan.settles, other)
    code = np.where(plan.settles, settling.settled_codes(random, people, plan.progress), -1)
    kind = kinds(random, code)
    settled = _entered(random, plan.entered, code)
    seeks = (first < settled[1] - 5 * _DAY) & people.counted & (other >= 0)
    reason, late = _changes(random, people, timetable, plan.entered, code)
    return _joined(
        _entered(random, np.where(seeks, first, NEVER), other), settled,
        _entered(random, late, code),
        code=np.stack((np.where(seeks, other, -1), code, hired_codes(random, code, reason))),
        kind=np.stack((np.full(len(people), -1), kind, kind)), reason=reason, random=random,
    )  # fmt: skip


Times = tuple[Ints, Ints, Ints, Ints]


def _joined(
    *versions: Times, code: Ints, kind: Ints, reason: Ints, random: np.random.Generator
) -> Lives:
    """Stack the versions; who changes to another employer may change to another kind of it."""
    agreed, recorded, signed, entered = (np.stack(each) for each in zip(*versions, strict=True))
    gone = reason == TERMINATION
    code[CHANGED] = np.where(gone, CODES.index(SEEKING), code[CHANGED])
    moved = kinds(random, code[CHANGED])
    kind[CHANGED] = np.where(reason == SUBSTANTIVE, moved, np.where(gone, -1, kind[CHANGED]))
    same = reason == CLERICAL
    agreed[CHANGED] = np.where(same, agreed[SETTLED], agreed[CHANGED])
    return Lives(code, kind, agreed, recorded, signed, entered, reason)


def _registered_first(
    random: np.random.Generator, people: People, timetable: Timetable, settles: Flags, other: Ints
) -> Ints:
    """Return when somebody registers as seeking work, whether or not they settle later."""
    size = len(people)
    spring, end = timetable.place_of(1, 15), timetable.place_of(8, 28)
    place = spring + (end - spring) * random.beta(1.5, 2.8, size)
    registers = (other >= 0) & (~settles | (random.random(size) < 0.65))
    return np.where(registers, timetable.minutes(place), NEVER)


def _entered(random: np.random.Generator, entered: Ints, code: Ints) -> Times:
    """Return when what is entered at a minute was agreed, recorded and signed.

    A few papers come late; what is on an official list is agreed when the list comes out.
    """
    size = len(entered)
    comes = entered < NEVER
    then = np.where(comes, entered, 0)
    signed = then - random.integers(5, 2 * 60, size)
    recorded = awake(signed - (60 + 3 * _DAY * random.random(size) ** 2).astype(np.int64))
    day = recorded // _DAY
    late = random.random(size) < 0.03
    lag = np.where(late, random.integers(20, 60, size), (12 * random.random(size) ** 2).astype(int))
    every = np.array([LISTED.get(name, 0) for name in (*CODES, "")])[code]
    listed = day - 1 - (day - 1 - _LISTS_SINCE) % np.maximum(every, 1)
    agreed = np.where(every > 0, listed, day - lag)
    recorded, signed, then = (np.where(comes, each, NEVER) for each in (recorded, signed, then))
    return agreed, recorded, signed, then


def _changes(
    random: np.random.Generator, people: People, timetable: Timetable, entered: Ints, code: Ints
) -> tuple[Ints, Ints]:
    """Return why and when a settled record is changed once more, up to 30 August."""
    size, drawn = len(code), random.random(len(code))
    hired = np.isin(code, [CODES.index(name) for name in HIRED])
    reason = np.where(drawn < _CHANCES[0], SUBSTANTIVE, CLERICAL)
    reason = np.where(hired & (drawn < sum(_CHANCES)), reason, -1)
    comes = (reason >= 0) & (entered < NEVER)
    place = timetable.places(np.where(comes, entered, 0)) + random.integers(6, 60, size)
    place = np.where(comes & (place < timetable.place_of(8, 30)), place, np.inf)
    late = timetable.minutes(np.where(np.isinf(place), len(timetable.days), place))
    reason = np.where(late < NEVER, reason, -1)
    ends, when = settling.terminations(random, people, entered, hired & (reason < 0))
    reason[ends] = TERMINATION
    late[ends] = when
    return reason, late
