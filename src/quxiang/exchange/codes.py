"""Coded columns: a code, a name, or a pair of both, to the code of the standard's table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.cleaning import blank, clean
from quxiang.exchange.distinct import Fault, Faulty, Read, numbered, read_distinct
from quxiang.standards import Standard, levels, places
from quxiang.standards.tables import Column


@dataclass(frozen=True)
class Code:
    """What one cell of a coded column means; ``name`` is the official one of the code."""

    code: str | None
    known: bool
    needs_child: bool = False
    name: str = ""


Finder = Callable[[str], Code]
#: unknown words in columns of these tables are kept as written: the set is open
_OPEN = frozenset({"evidence_kind"})


def finder(column: Column, standard: Standard) -> Finder:
    """Return how a text is looked up for a coded column."""
    table = standard.tables[column.codes]

    def find(text: str) -> Code:
        match = table.find(text)
        row = table.get(match.code) if match.code is not None else None
        return Code(match.code, row is not None, match.needs_child, row.name if row else "")

    return _place_finder(find) if column.codes == "province" else find


def _place_finder(find: Finder) -> Finder:
    """Let a six-digit code below province level stand, and find a place by its province."""

    def find_place(text: str) -> Code:
        province = places.province_of(text)
        if province is None:
            return Code(None, False)
        digits = text.removesuffix(".0")
        code = digits.ljust(6, "0")[:6] if digits.isdigit() else province
        return replace(find(province), code=code)

    return find_place


class Coded(NamedTuple):
    """The codes of a column, and what was wrong in its code and in its name cells."""

    values: pa.Array
    code_faults: list[Faulty]
    name_faults: list[Faulty]


def read_coded(
    column: Column, codes: pa.Array | None, names: pa.Array | None, find: Finder
) -> Coded:
    """Read a column of codes, of names, or a pair of both.

    A code wins over a name that says otherwise; a pair that disagrees is a fault of each cell.
    """
    read = _reader(column, find)
    coded, code_faults = _read(codes, read)
    named, name_faults = _read(names, read)
    if coded is None:
        return Coded(named, [], name_faults)
    if named is None:
        return Coded(coded, code_faults, [])
    name_faults += _disagreeing(column, (codes, names), find)
    return Coded(_either(coded, named), code_faults, _settled(name_faults, coded))


def _read(
    cells: pa.Array | None, reader: Callable[[str], Read]
) -> tuple[pa.Array | None, list[Faulty]]:
    return (None, []) if cells is None else read_distinct(cells, reader, pa.string())


def _either(coded: pa.Array, named: pa.Array) -> pa.Array:
    return pc.coalesce(coded, named)


def _settled(faults: list[Faulty], coded: pa.Array) -> list[Faulty]:
    """Drop faults of names beside a code that was read: the code already says it all."""
    valid = coded.is_valid().to_numpy(zero_copy_only=False)
    kept = []
    for each in faults:
        if each.fault.code in ("needs_child", "unknown_code"):
            each.rows = each.rows[~valid[each.rows]]
        if len(each.rows):
            kept.append(each)
    return kept


def _reader(column: Column, find: Finder) -> Callable[[str], Read]:
    table = ("table_name", column.codes)

    def read(text: str) -> Read:
        text = clean(text)
        if blank(text):
            return Read(None)
        found = find(text)
        if not found.known and column.codes in _OPEN:
            return Read(text)
        if not found.known:
            kept = found.code or (text if column.codes == "destination" else None)
            title = ("title", next(iter((*column.names, *column.aliases)), column.name))
            return Read(kept, Fault("unknown_code", (title, table)))
        if found.needs_child:
            facts = (("value", text), ("code", found.code), table)
            return Read(found.code, Fault("needs_child", facts))
        return Read(found.code)

    return read


def _disagreeing(column: Column, cells: tuple[pa.Array, pa.Array], find: Finder) -> list[Faulty]:
    """Return the pairs of code and name that mean different things, once per distinct pair."""
    left, right = (each.dictionary_encode() for each in cells)
    first, second = numbered(left), numbered(right)
    both = np.flatnonzero((first >= 0) & (second >= 0))
    pairs, where = np.unique(
        first[both] * len(right.dictionary) + second[both], return_inverse=True
    )
    faults = []
    for number, pair in enumerate(pairs.tolist()):
        code, name = divmod(pair, len(right.dictionary))
        fault = _pair_fault(
            column, left.dictionary[code].as_py(), right.dictionary[name].as_py(), find
        )
        if fault:
            faults.append(Faulty(fault, right.dictionary[name].as_py(), both[where == number]))
    return faults


def _pair_fault(column: Column, code_text: str, name_text: str, find: Finder) -> Fault | None:
    code_text, name_text = clean(code_text), clean(name_text)
    if blank(code_text) or blank(name_text):
        return None
    code, name = find(code_text), find(name_text)
    if not code.known or not name.known or _related(column, str(code.code), str(name.code)):
        return None
    facts = (("code", code.code), ("code_name", code.name), ("name", name_text))
    return Fault("code_name_disagree", facts)


def _related(column: Column, code: str, name: str) -> bool:
    if column.codes == "province":
        return code[:2] == name[:2]
    if column.codes == "education_level":
        return _split(code) == _split(name)
    return code.startswith(name) or name.startswith(code)


def split_levels(codes: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the level and the completion that official level codes hold together."""
    encoded = codes.dictionary_encode()
    split = [_split(code) for code in encoded.dictionary.to_pylist()]
    level, completion = (
        pa.array([pair[part] for pair in split], pa.string()).take(encoded.indices)
        for part in (0, 1)
    )
    return level, completion


def _split(code: str) -> tuple[str, str | None]:
    """Split an official code; one a school has added says nothing of completion."""
    try:
        return levels.split(code)
    except KeyError:
        return code, None
