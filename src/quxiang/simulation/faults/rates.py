"""Placement rates by unit, counted from the tables themselves, to tell what trends were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import pyarrow as pa

from quxiang.simulation.codes import SETTLED_CODES
from quxiang.simulation.faults.sheet import among, counted, in_force
from quxiang.simulation.units import LEVEL_ORDER

#: units with fewer people say nothing
BASE = 30
#: a rate that moves by more than so many points in a week is looked into
POINTS = 10
_KINDS = (("school", ("school",)), ("college", ("college",)), ("major", ("major_code",)))
#: the columns everything here is counted by
COUNTED_BY = (
    "graduate_id", "school", "college", "major_code", "level", "status", "state", "code",
)  # fmt: skip
_ITEMS = ("class", "code", "destination")
Unit = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people a unit has, and how many of them are settled."""

    people: int
    placed: int

    def moved_from(self, before: Tally) -> int:
        """Return how far the rate has moved, multiplied by both numbers of people."""
        return self.placed * before.people - before.placed * self.people

    def below(self, other: Tally) -> bool:
        return min(self.people, other.people) >= BASE and self.moved_from(other) < 0


def tallies(table: pa.Table, by: tuple[str, ...]) -> dict[tuple[str, ...], Tally]:
    """Count the people in scope and the settled by some columns."""
    settled = in_force(table) & among(table.column("code"), SETTLED_CODES)
    narrow = table.select(by).append_column("placed", pa.array(settled).cast(pa.int64()))
    grouped = narrow.filter(pa.array(counted(table))).group_by(list(by))
    made = grouped.aggregate([("placed", "count"), ("placed", "sum")])
    keys = zip(*(made.column(name).to_pylist() for name in by), strict=True)
    counts = zip(made.column("placed_count").to_pylist(), made.column("placed_sum").to_pylist(),
                 strict=True)  # fmt: skip
    return {key: Tally(*pair) for key, pair in zip(keys, counts, strict=True)}


@dataclass
class Counted:
    """A table whose tallies are made once."""

    table: pa.Table
    made: dict[tuple[str, ...], dict[tuple[str, ...], Tally]] = field(default_factory=dict)

    def by(self, *columns: str) -> dict[tuple[str, ...], Tally]:
        if columns not in self.made:
            self.made[columns] = tallies(self.table, columns)
        return self.made[columns]


def swings(now: pa.Table, before: pa.Table) -> Iterator[Unit]:
    """Yield the units whose rate has moved by more than POINTS."""
    for kind, by in _KINDS:
        then = tallies(before, by)
        for key, tally in sorted(tallies(now, by).items()):
            other = then.get(key)
            if other and min(tally.people, other.people) >= BASE and _jumps(tally, other):
                yield kind, key[0]


def _jumps(now: Tally, before: Tally) -> bool:
    return abs(now.moved_from(before)) * 100 > POINTS * now.people * before.people


def inversions(
    tables: Mapping[str, pa.Table], asked: pa.Table | None = None
) -> Iterator[tuple[str, str, str, str]]:
    """Yield reading, kind of unit, unit and level wherever a rate is below what it should top.

    ``asked`` are the calls: a graduate who says to be of no such class is not settled.
    """
    for kind, by in _KINDS[:2]:
        now = tallies(tables["graduates"], by)
        for reading in ("previous", "last_year"):
            then = tallies(tables[reading], by)
            for key, tally in sorted(now.items()):
                if key in then and tally.below(then[key]):
                    yield reading, kind, key[0], "-"
        yield from _by_level(tables["graduates"], kind, by)
        if asked is not None:
            yield from _by_calls(tables["graduates"], asked, kind, by[0])


def _by_level(
    table: pa.Table, kind: str, by: tuple[str, ...]
) -> Iterator[tuple[str, str, str, str]]:
    counts = tallies(table, (*by, "level"))
    for unit in sorted({key[0] for key in counts}):
        levels = [level for level in LEVEL_ORDER if (unit, level) in counts]
        big = [level for level in levels if counts[unit, level].people >= BASE]
        for lower, higher in pairwise(big):
            if counts[unit, higher].below(counts[unit, lower]):
                yield "level", kind, unit, higher


def _by_calls(
    table: pa.Table, asked: pa.Table, kind: str, by: str
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the units in which somebody settled says otherwise, if enough were reached."""
    whose = table.column("graduate_id")
    spoke = asked.filter(among(asked.column("outcome"), ("consistent", "inconsistent")))
    no = among(spoke.column("outcome"), ("inconsistent",)) & among(spoke.column("item"), _ITEMS)
    reached = counted(table) & among(whose, spoke.column("graduate_id").unique().to_pylist())
    refuted = among(whose, spoke.column("graduate_id").filter(pa.array(no)).to_pylist())
    settled = in_force(table) & among(table.column("code"), SETTLED_CODES)
    units = table.column(by)
    refuted_in = set(units.filter(pa.array(reached & settled & refuted)).to_pylist())
    people = Counter(units.filter(pa.array(reached)).to_pylist())
    for unit in sorted(refuted_in):
        if people[unit] >= BASE:
            yield "calls", kind, unit, "-"


def majors_of(table: pa.Table, college: str) -> set[str]:
    """Return the codes of majors that belong to one college only."""
    pairs = (
        table.select(("college", "major_code")).group_by(["college", "major_code"]).aggregate([])
    )
    pairs = list(zip(pairs["college"].to_pylist(), pairs["major_code"].to_pylist(), strict=True))
    elsewhere = {code for name, code in pairs if name != college}
    return {code for name, code in pairs if name == college} - elsewhere
