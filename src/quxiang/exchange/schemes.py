"""Coded columns of a file that is counted under several schemes side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from quxiang.exchange.cleaning import clean
from quxiang.exchange.codes import Code, Coded, Finder, finder, read_coded
from quxiang.exchange.distinct import Faulty
from quxiang.standards import Standard
from quxiang.standards.tables import Column


def read_under(
    column: Column, codes: pa.Array | None, names: pa.Array | None, standards: Sequence[Standard]
) -> Coded:
    """Read a coded column under the first scheme, and say what is wrong under any of them.

    Where the schemes have different tables, a fault that is none under some of them names those
    under which it is one. A destination keeps a text each scheme reads in its own way.
    """
    tables = {each.scheme: each for each in standards}
    first, *others = (
        each for at, each in enumerate(tables.values())
        if at == 0 or each.tables[column.codes].digest != standards[0].tables[column.codes].digest
    )  # fmt: skip
    find = finder(column, first)
    made = read_coded(column, codes, names, find)
    if not others:
        return made
    finders = {first.scheme: find, **{each.scheme: finder(column, each) for each in others}}
    read = {first.scheme: made} | {
        each.scheme: read_coded(column, codes, names, finders[each.scheme]) for each in others
    }
    if column.codes == "destination":
        made = read_coded(column, codes, names, _common(list(finders.values())))
    return Coded(
        made.values,
        _merged({scheme: each.code_faults for scheme, each in read.items()}),
        _merged({scheme: each.name_faults for scheme, each in read.items()}),
    )


def _common(finders: Sequence[Finder]) -> Finder:
    """Return the finder of a code every scheme reads as it reads the text, else of the text."""

    def find(text: str) -> Code:
        found = [each(text).code for each in finders]
        for code in filter(None, found):
            if [each(code).code for each in finders] == found:
                return Code(code, True)
        return Code(clean(text), True)

    return find


def _merged(faults: Mapping[str, list[Faulty]]) -> list[Faulty]:
    """Return every fault once, with the schemes it holds under unless it holds under all."""
    kept: list[tuple[Faulty, list[str]]] = []
    for scheme, each in ((scheme, each) for scheme, found in faults.items() for each in found):
        same = next((schemes for one, schemes in kept if _same(one, each)), None)
        if same is None:
            kept.append((each, [scheme]))
        else:
            same.append(scheme)
    return [
        replace(one, schemes=() if len(schemes) == len(faults) else tuple(schemes))
        for one, schemes in kept
    ]


def _same(one: Faulty, other: Faulty) -> bool:
    told = (one.fault, one.value) == (other.fault, other.value)
    return told and np.array_equal(one.rows, other.rows)
