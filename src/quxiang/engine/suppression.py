"""Which cells of a table of figures may not be shown where the people in them may not be known.

A cell is small where its numerator, or who is left of the denominator, is fewer than
:data:`FEWEST`. Hiding those alone is not enough: groups sum to the whole, classes to everybody,
one figure is a sum of others. So more cells are hidden until none that is hidden is a sum or a
difference of cells that are shown, by exact arithmetic.

A row of the table is a group, or the whole. What is not told of a row are its counts of
*atoms*: people alike for every figure. A figure is a set of atoms, what is shown of a row spans a
space of such sets, and as the whole is the sum of the groups, a cell of a row is worked out if and
only if it lies in the space of its row together with what every other row shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from quxiang.engine.figureform import FigureRule
from quxiang.engine.reference import category_of
from quxiang.engine.results import Figure
from quxiang.standards import Settings, Standard

#: a cell of fewer is small
FEWEST = 5
#: the denominator, as a cell of its own
EVERYONE = ""
#: classes no code has
_CODELESS = ("unregistered", "unrecognised")

Vector = tuple[int, ...]
#: the key of a row: a group's value, or nothing for the whole
Key = str | None
#: counts in a row by the code of a figure, those of everybody under :data:`EVERYONE`
Counts = Mapping[str, int]


def vectors_of(
    rules: Sequence[FigureRule], standard: Standard, settings: Settings
) -> dict[str, Vector]:
    """Return each figure as the atoms it counts; any two that always sum to a third show it."""
    members = {rule.code: rule.members(settings) for rule in rules}
    named = {code for _, codes in members.values() for code in codes}
    atoms: dict[tuple[str, str], None] = {(each, ""): None for each in _CODELESS}
    for code, row in standard.destinations.items():
        parent = row.parent if row.level > 3 else code
        category = category_of(parent, standard.destinations[code].group, settings)
        atoms[category, parent if parent in named else ""] = None
    found = {
        code: tuple(
            int(category in classes or (at in codes and at != "")) for category, at in atoms
        )
        for code, (classes, codes) in members.items()
    }
    return {EVERYONE: (1,) * len(atoms), **found}


def hidden_cells(
    rows: Mapping[Key, Counts], vectors: Mapping[str, Vector]
) -> dict[Key, frozenset[str]]:
    """Return the figures that may not be shown of each row.

    A figure of nobody at all is of nobody in any group: it is shown, and known to be nothing.
    """
    nobody = {code for code, count in rows[None].items() if not count}
    known = {at for code in nobody for at, counts in enumerate(vectors[code]) if counts}
    left = {
        code: tuple(int(value and at not in known) for at, value in enumerate(vector))
        for code, vector in vectors.items()
    }
    rows = {
        key: {code: count for code, count in counts.items() if code not in nobody}
        for key, counts in rows.items()
    }
    table = _Table(rows, left)
    for key, counts in rows.items():
        table.shown[key] = {code for code in counts if not small(counts, code)}
    while derived := table.derived():
        table.hide_for(*derived[0])
        for (_, before), (key, code) in pairwise(derived):
            if code != before:  # what was hidden for one of a column may do for the rest of it
                table.hide_for(key, code)
    return {key: frozenset(counts) - table.shown[key] for key, counts in rows.items()}


def small(counts: Counts, code: str) -> bool:
    """Say whether a cell, or what it leaves of everybody, is of fewer than may be told."""
    everybody = counts[EVERYONE]
    if code == EVERYONE:
        return everybody < FEWEST
    return min(counts[code], everybody - counts[code]) < FEWEST


def counts_of(figures: Collection[Figure]) -> dict[str, int]:
    """Return the counts of a row of figures, everybody among them."""
    found = {each.code: each.numerator for each in figures}
    everybody = next((each.denominator for each in figures), 0)
    return {EVERYONE: everybody, **found}


@dataclass
class _Table:
    """What is shown of each row so far, and what follows from it."""

    rows: Mapping[Key, Counts]
    vectors: Mapping[str, Vector]
    shown: dict[Key, set[str]] = field(default_factory=dict)

    def space(self, key: Key, without: str | None = None) -> Space:
        return spanned(frozenset(self.vectors[c] for c in self.shown[key] if c != without))

    def derived(self) -> list[tuple[Key, str]]:
        """Return the hidden cells that the shown ones give away."""
        spaces = {key: self.space(key) for key in self.rows}
        common = _shared_by_others(list(spaces.values()))
        found = []
        for at, (key, counts) in enumerate(self.rows.items()):
            known = spanned(frozenset((*spaces[key], *common[at])))
            found += [
                (key, code)
                for code in counts
                if code not in self.shown[key] and contains(known, self.vectors[code])
            ]
        return sorted(found, key=lambda each: each[1])

    def hide_for(self, key: Key, code: str) -> None:
        """Hide one more cell, so that a hidden one is no longer given away by it."""
        vector = self.vectors[code]
        if contains(self.space(key), vector):
            self._hide_in(key, vector)
            return
        others = [each for each in self.rows if each != key and self.shown[each]]
        telling = [each for each in others if contains(self.space(each), vector)]
        if telling or others:
            chosen = min(telling or others, key=lambda each: self._price(each, code))
            self._hide_in(chosen, vector)

    def _price(self, key: Key, code: str) -> tuple[bool, int]:
        """Return how much is lost with a cell: the whole is the last to hide."""
        return key is None, self.rows[key][code]

    def _hide_in(self, key: Key, vector: Vector) -> None:
        """Hide the smallest cell of a row without which it does not tell ``vector``."""
        counts = self.rows[key]
        order = sorted(self.shown[key], key=lambda code: (code == EVERYONE, counts[code], code))
        enough = (each for each in order if not contains(self.space(key, each), vector))
        self.shown[key].discard(next(enough, order[0]))


#: a basis of row vectors, each with a leading 1 nobody else has there; modulo a prime
Space = tuple[Vector, ...]
#: so large that no sum of cells is a multiple of it by chance
_PRIME = (1 << 61) - 1


@lru_cache(maxsize=4096)
def spanned(vectors: frozenset[Vector]) -> Space:
    """Return the space that vectors span."""
    basis: list[Vector] = []
    for vector in sorted(vectors):
        rest = _reduced(basis, vector)
        lead = next((at for at, value in enumerate(rest) if value), None)
        if lead is None:
            continue
        one = pow(rest[lead], -1, _PRIME)
        row = tuple(value * one % _PRIME for value in rest)
        basis = [_less(each, row, each[lead]) for each in basis]
        basis.append(row)
    return tuple(sorted(basis, reverse=True))


def contains(space: Space, vector: Vector) -> bool:
    return not any(_reduced(space, vector))


def _reduced(basis: Iterable[Vector], vector: Vector) -> Vector:
    for row in basis:
        lead = next(at for at, value in enumerate(row) if value)
        vector = _less(vector, row, vector[lead])
    return vector


def _less(vector: Vector, row: Vector, times: int) -> Vector:
    if not times:
        return vector
    return tuple((a - times * b) % _PRIME for a, b in zip(vector, row, strict=True))


@lru_cache(maxsize=4096)
def _across(space: Space, size: int) -> Space:
    """Return everything at right angles to a space."""
    leads = [next(at for at, value in enumerate(row) if value) for row in space]
    found = []
    for free in (at for at in range(size) if at not in leads):
        row = [0] * size
        row[free] = 1
        for lead, each in zip(leads, space, strict=True):
            row[lead] = -each[free] % _PRIME
        found.append(tuple(row))
    return spanned(frozenset(found))


def _shared_by_others(spaces: Sequence[Space]) -> list[Space]:
    """Return for each of several spaces what all the others have in common."""
    if sum(not space for space in spaces) > 1:  # of two rows nothing is shown: nothing is shared
        return [()] * len(spaces)
    size = max((len(row) for space in spaces for row in space), default=0)
    across = [_across(space, size) for space in spaces]
    before, after = _gathered(across), _gathered(across[::-1])[::-1]
    return [
        _across(spanned(frozenset((*before[at], *after[at + 1]))), size)
        for at in range(len(spaces))
    ]


def _gathered(spaces: Sequence[Space]) -> list[Space]:
    """Return what the first none, one, two … of several spaces span together."""
    found: list[Space] = [()]
    for each in spaces:
        found.append(spanned(frozenset((*found[-1], *each))))
    return found
