"""What is hidden cannot be worked out from what is shown, and no more is hidden than that takes."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quxiang.engine.figureform import shipped_figures
from quxiang.engine.suppression import (
    EVERYONE,
    FEWEST,
    Counts,
    Key,
    Vector,
    hidden_cells,
    small,
    vectors_of,
)
from quxiang.standards import Settings, load

RULES = [each for each in shipped_figures() if each.kind == "members"]


def vectors(scheme: str = "2024", **more: object) -> dict[str, Vector]:
    chosen = Settings(scheme=scheme, **more)  # type: ignore[arg-type]
    rules = [each for each in RULES if each.applies(scheme, chosen)]
    return vectors_of(rules, load(scheme), chosen)


VECTORS = vectors()
ATOMS = len(VECTORS[EVERYONE])
Groups = dict[str, tuple[int, ...]]


def table_of(groups: Groups, figures: dict[str, Vector] = VECTORS) -> dict[Key, Counts]:
    """Return the counts of every row that people, told by group and atom, give."""
    whole = tuple(map(sum, zip(*groups.values(), strict=True)))
    return {
        key: {
            code: sum(n for n, counts in zip(atoms, vector, strict=True) if counts)
            for code, vector in figures.items()
        }
        for key, atoms in {None: whole, **groups}.items()
    }


def nobody(rows: dict[Key, Counts]) -> set[str]:
    return {code for code, count in rows[None].items() if not count}


def worked_out(
    rows: dict[Key, Counts], hidden: dict[Key, frozenset[str]], figures: dict[str, Vector]
) -> list[tuple[Key, str]]:
    """Return hidden cells that are a sum of multiples of shown ones: one system, fractions."""
    groups = [key for key in rows if key is not None]
    size = len(figures[EVERYONE])

    def cell(key: Key, code: str) -> list[Fraction]:
        return [
            Fraction(figures[code][atom] if key in (None, group) else 0)
            for group, atom in product(groups, range(size))
        ]

    basis: dict[int, list[Fraction]] = {}

    def rest_of(vector: list[Fraction]) -> list[Fraction]:
        for lead, row in sorted(basis.items()):
            times = vector[lead]
            if times:
                vector = [a - times * b for a, b in zip(vector, row, strict=True)]
        return vector

    def learn(vector: list[Fraction]) -> None:
        rest = rest_of(vector)
        lead = next((at for at, value in enumerate(rest) if value), None)
        if lead is not None:
            basis[lead] = [value / rest[lead] for value in rest]

    for code in nobody(rows):  # whoever is in it is not there: in no group, of no kind
        for at, counts in enumerate(cell(None, code)):
            if counts:
                learn([Fraction(int(place == at)) for place in range(len(groups) * size)])
    for key, counts in rows.items():
        for code in counts:
            if code not in hidden[key]:
                learn(cell(key, code))
    return [
        (key, code) for key, codes in hidden.items() for code in codes
        if not any(rest_of(cell(key, code)))
    ]  # fmt: skip


counted = st.one_of(st.integers(0, 8), st.integers(0, 300))
#: kinds of people nobody may be of
kinds = st.sets(st.integers(0, ATOMS - 1), max_size=5)
people = st.dictionaries(
    st.sampled_from("甲乙丙丁戊"), st.tuples(*[counted] * ATOMS), min_size=1, max_size=5
)


@given(people, kinds)
@settings(max_examples=120, deadline=None)
def test_no_hidden_cell_follows_from_what_is_shown(groups: Groups, empty: set[int]) -> None:
    groups = {
        key: tuple(0 if at in empty else count for at, count in enumerate(atoms))
        for key, atoms in groups.items()
    }
    rows = table_of(groups)
    hidden = hidden_cells(rows, VECTORS)
    for key, counts in rows.items():
        assert {code for code in counts if small(counts, code)} - nobody(rows) <= hidden[key]
        assert not hidden[key] & nobody(rows)
    assert worked_out(rows, hidden, VECTORS) == []


@given(st.dictionaries(st.sampled_from("甲乙丙"), st.tuples(*[st.integers(5, 90)] * ATOMS),
                       min_size=2))  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_nothing_is_hidden_where_nothing_is_small(groups: Groups) -> None:
    assert not any(hidden_cells(table_of(groups), VECTORS).values())


def test_the_judge_of_this_file_sees_what_a_difference_gives_away() -> None:
    """One small cell hidden alone is worked out twice over: by its column, and by its row."""
    rows = table_of({"甲": tuple(range(20, 20 + ATOMS)), "乙": (3,) + (30,) * (ATOMS - 1)})
    alone = {key: frozenset({code for code in counts if small(counts, code)})
             for key, counts in rows.items()}  # fmt: skip
    assert sum(map(len, alone.values())) == 1
    assert worked_out(rows, alone, VECTORS)


def test_little_more_is_hidden_than_what_is_small() -> None:
    """One small cell in a table of ten costs a rectangle at most, never the whole's."""
    groups = {str(at): tuple(40 + at + each for each in range(ATOMS)) for at in range(10)}
    groups["3"] = (2, *groups["3"][1:])
    hidden = hidden_cells(table_of(groups), VECTORS)
    assert not hidden[None]
    assert sum(map(len, hidden.values())) <= 6


def test_a_single_group_is_hidden_in_the_whole_too() -> None:
    rows = table_of({"甲": (2,) + (50,) * (ATOMS - 1)})
    hidden = hidden_cells(rows, VECTORS)
    assert hidden["甲"] == hidden[None] != frozenset()


def test_a_group_of_few_shows_nothing() -> None:
    groups = {"甲": (50,) * ATOMS, "乙": (1, 2) + (0,) * (ATOMS - 2), "丙": (60,) * ATOMS}
    rows = table_of(groups)
    assert rows["乙"][EVERYONE] < FEWEST
    assert hidden_cells(rows, VECTORS)["乙"] == set(VECTORS) - nobody(rows)


@pytest.mark.parametrize("scheme", ["2021", "2024"])
@pytest.mark.parametrize("apart", [True, False])
def test_the_sums_people_know_of_are_known_here(scheme: str, apart: bool) -> None:
    """The exclusive classes are everybody; placement is the sum of those that are placed."""
    chosen = Settings(scheme=scheme, other_hire_is_employer=not apart)
    rules = [each for each in RULES if each.applies(scheme, chosen)]
    found = vectors_of(rules, load(scheme), chosen)

    def total(codes: list[str]) -> Vector:
        return tuple(map(sum, zip(*(found[code] for code in codes), strict=True)))

    exclusive = [each.code for each in rules if each.exclusive]
    assert total(exclusive) == found[EVERYONE]
    placed = [each.code for each in rules if each.exclusive and each.categories[0] not in
              ("seeking", "not_seeking", "unregistered", "unrecognised")]  # fmt: skip
    assert total(placed) == found["placement_rate"]
