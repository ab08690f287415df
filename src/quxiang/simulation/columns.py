"""Arrow columns made whole from numpy arrays, never row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation.draws import Flags, Ints
from quxiang.standards.tables import Table, Type

Bytes = npt.NDArray[np.uint8]
ARROW = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.DATE: pa.date32(),
    Type.MOMENT: pa.timestamp("us"),
    Type.BOOLEAN: pa.bool_(),
}
_HEX = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), "S2")
_ZERO = ord("0")


def characters(matrix: Bytes) -> pa.Array:
    """Return a text column from a matrix of ASCII characters, one row a text."""
    rows, width = matrix.shape
    offsets = pa.py_buffer(np.arange(0, (rows + 1) * width, width, dtype=np.int32))
    data = pa.py_buffer(np.ascontiguousarray(matrix))
    return pa.StringArray.from_buffers(rows, offsets, data)


def figures_of(numbers: Ints, width: int) -> Bytes:
    """Return the decimal digits of numbers (0 to 9), padded with zeros to ``width``."""
    made = np.empty((len(numbers), width), np.uint8)
    rest = numbers.copy()
    for place in range(width - 1, -1, -1):
        rest, made[:, place] = np.divmod(rest, 10)
    return made


def digits(numbers: Ints, width: int) -> pa.Array:
    """Return numbers as text of ``width`` digits."""
    return characters(figures_of(numbers, width) + np.uint8(_ZERO))


def hexadecimal(numbers: Ints, salt: int, words: int = 1) -> pa.Array:
    """Return 16 hexadecimal characters a word that depend on the number and the salt alone."""
    mixed = [_mixed(numbers, salt * 8 + word) for word in range(words)]
    data = np.stack(mixed, axis=1).astype(">u8").view(np.uint8)
    return characters(_HEX[data].view(np.uint8).reshape(len(numbers), 16 * words))


def _mixed(numbers: Ints, salt: int) -> npt.NDArray[np.uint64]:
    """Mix as SplitMix64 does: different numbers stay different under one salt."""
    value = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15 * (salt + 1) % 2**64)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(value ^ (value >> np.uint64(31)))


def chosen(words: Sequence[str | None] | pa.Array, at: Ints) -> pa.Array:
    """Return the word of each index; an index below nought is NULL."""
    given = words if isinstance(words, pa.Array) else pa.array(words, pa.string())
    indices = pa.array(np.maximum(at, 0).astype(np.int32), mask=at < 0)
    return given.take(indices)


def joined(*parts: pa.Array | str) -> pa.Array:
    """Return texts put together; NULL where any part is."""
    return pc.binary_join_element_wise(*parts, "")


def only(values: pa.Array, keep: Flags) -> pa.Array:
    """Return values where ``keep`` holds, else NULL."""
    return pc.if_else(pa.array(keep), values, pa.scalar(None, values.type))


def either(first: Flags, values: pa.Array, others: pa.Array) -> pa.Array:
    """Return ``values`` where ``first`` holds, else ``others``."""
    return pc.if_else(pa.array(first), values, others)


def days(numbers: Ints) -> pa.Array:
    """Return dates from days since 1970."""
    return pa.array(numbers.astype(np.int32)).cast(pa.date32())


def moments(minutes: Ints) -> pa.Array:
    """Return moments from minutes since 1970."""
    return pa.array(minutes * 60_000_000).cast(pa.timestamp("us"))


def day_number(day: date) -> int:
    """Return days since 1970."""
    return (day - date(1970, 1, 1)).days


def minute_number(moment: datetime) -> int:
    """Return minutes since 1970."""
    return int((moment - datetime(1970, 1, 1)).total_seconds() // 60)


def declared(table: Table, columns: dict[str, Any], rows: int) -> pa.Table:
    """Return all declared columns in order and typed; what is not given is NULL.

    Raw columns given are kept behind the declared ones.
    """
    raw = [column.name for column in table.raw if column.name in columns]
    made = {column.name: _typed(columns.get(column.name), ARROW[column.type], rows)
            for column in table}  # fmt: skip
    return pa.table(made | {name: _typed(columns[name], pa.string(), rows) for name in raw})


def _typed(values: Any, wanted: pa.DataType, rows: int) -> pa.Array:
    if values is None:
        return pa.nulls(rows, wanted)
    if isinstance(values, str):
        return pa.repeat(pa.scalar(values, wanted), rows)
    return values.cast(wanted)
