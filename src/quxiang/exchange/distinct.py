"""Read a column once per distinct value, then map back: the speed of the exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from quxiang.exchange.grids import Rows


class Fault(NamedTuple):
    """What is wrong with one distinct value: a code of ``faults`` and the facts to fill in."""

    code: str
    facts: tuple[tuple[str, object], ...] = ()
    #: shown instead of the value, where that is personal
    shown: str | None = None


class Read(NamedTuple):
    """A value read, or ``None``, and what is wrong with it."""

    value: object
    fault: Fault | None = None


Reader = Callable[[str], Read]


@dataclass
class Faulty:
    """A fault with the rows (0-based) it stands in; ``schemes`` where it holds under some only."""

    fault: Fault
    value: str
    rows: Rows
    schemes: tuple[str, ...] = ()


def read_distinct(
    column: pa.Array, reader: Reader, kind: pa.DataType
) -> tuple[pa.Array, list[Faulty]]:
    """Return ``column`` as ``kind``, each distinct text read once, and what was wrong where."""
    encoded = column.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    read = [reader(text) for text in texts]
    values = pa.array([each.value for each in read], kind)
    faults = {number: each.fault for number, each in enumerate(read) if each.fault}
    return values.take(encoded.indices), faulty_rows(encoded, texts, faults)


def faulty_rows(
    encoded: pa.DictionaryArray, texts: list[str], faults: dict[int, Fault]
) -> list[Faulty]:
    """Return the rows of each faulty dictionary entry."""
    if not faults:
        return []
    indices = numbered(encoded)
    bad = np.flatnonzero(np.isin(indices, np.fromiter(faults, dtype=np.int64)))
    order = bad[np.argsort(indices[bad], kind="stable")]
    groups = np.split(order, np.flatnonzero(np.diff(indices[order])) + 1)
    return [
        Faulty(faults[int(indices[rows[0]])], texts[int(indices[rows[0]])], rows) for rows in groups
    ]


def numbered(encoded: pa.DictionaryArray) -> Rows:
    """Return the dictionary indices as integers, -1 for null."""
    indices: Rows = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return indices
