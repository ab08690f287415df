"""The bridge between the schemes of 2021 and 2024: one row per pair of codes.

Single codes are never compared between schemes; only groups with the same members are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache

from quxiang.problems import Problem, UnusableError
from quxiang.standards.sources import FOLDER, read_rows, shipped
from quxiang.standards.standard import load


@dataclass(frozen=True, slots=True)
class Pair:
    """A code of 2021 and one of the codes it became in 2024."""

    code_2021: str
    name_2021: str
    group_2021: str
    code_2024: str
    name_2024: str
    group_2024: str
    note: str
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class GroupPair:
    """Two groups sharing members; ``comparable`` only if neither has members elsewhere."""

    group_2021: str
    group_2024: str
    comparable: bool
    codes_2021: tuple[str, ...]


@lru_cache(maxsize=1)
def pairs() -> tuple[Pair, ...]:
    """Return every pair, by 2021 code."""
    names = [field.name for field in fields(Pair)]
    rows = read_rows(FOLDER / "bridge" / "2021-2024.csv")
    return tuple(Pair(*(row[name] for name in names)) for row in rows)


def to_2024(code: str) -> tuple[str, ...]:
    """Return the 2024 codes a 2021 code became; several where somebody must split by hand."""
    return tuple(pair.code_2024 for pair in pairs() if pair.code_2021 == code)


def to_2021(code: str) -> tuple[str, ...]:
    """Return the 2021 code of a 2024 code; a bare parent is a code of 2021 itself."""
    found = tuple(pair.code_2021 for pair in pairs() if pair.code_2024 == code)
    if found or code not in load("2024").destinations:
        return found
    return (code,) if code in load("2021").destinations else ()


def compare(one: str, other: str) -> tuple[Pair, ...]:
    """Return the pairs of two schemes, in the order of the first.

    Raises ``UnusableError`` for any two but 2021 and 2024: there is no bridge between others.
    """
    if {one, other} != {"2021", "2024"}:
        message = f"没有“{one}”与“{other}”之间的对照。"
        raise UnusableError(Problem("no_bridge", message, "可以比较 2021 与 2024。"))
    if one == "2021":
        return pairs()
    return tuple(sorted(pairs(), key=lambda pair: pair.code_2024))


def groups() -> tuple[GroupPair, ...]:
    """Return which group shares members with which, and which may be compared over time.

    The three classes 就业, 升学, 未就业 and the placement rate are always comparable.
    """
    return tuple(_group_pairs())


def _group_pairs() -> Iterator[GroupPair]:
    shared: dict[tuple[str, str], list[str]] = {}
    for pair in pairs():
        codes = shared.setdefault(
            (_code("2021", pair.group_2021), _code("2024", pair.group_2024)), []
        )
        if pair.code_2021 not in codes:
            codes.append(pair.code_2021)
    for (old, new), codes in shared.items():
        alone = (
            sum(old == each for each, _ in shared) == sum(new == each for _, each in shared) == 1
        )
        yield GroupPair(old, new, alone, tuple(codes))


def _code(scheme: str, name: str) -> str:
    rows = shipped("destination_group", scheme)
    return next(group for group, row in rows.items() if row["name"] == name)
