"""A worksheet as text: the one shape every file format is brought to before it is understood."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.problems import Problem

Rows = npt.NDArray[np.int64]


@dataclass
class Grid:
    """Cells of one worksheet, untyped.

    ``columns`` are string arrays of equal length whose element 0 is row 1 of the worksheet;
    ``letters`` are their Excel columns, counted from 0. ``merges`` are merged areas as
    (first row, first column, last row, last column), rows from 1.
    """

    file: str
    sheet: str
    columns: list[pa.Array]
    letters: list[int]
    encoding: str = ""
    problems: list[Problem] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    #: (row from 1, Excel column from 0, code, shown) of cells that came without their value
    bad_cells: list[tuple[int, int, str, str]] = field(default_factory=list)

    @property
    def height(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def rows(self, start: int, stop: int) -> list[list[str | None]]:
        """Return rows ``start`` to ``stop`` (0-based, half-open) as lists, to look at the top."""
        parts = [column.slice(start, stop - start).to_pylist() for column in self.columns]
        return [list(row) for row in zip(*parts, strict=True)]

    def take(self, rows: Rows) -> None:
        """Keep only the given rows (0-based) of every column, a column at a time."""
        index = pa.array(rows)
        for number, column in enumerate(self.columns):
            self.columns[number] = column.take(index)


def letter(index: int) -> str:
    """Return the Excel letters of a 0-based column: 0 is A, 27 is AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """Return the 0-based column of Excel letters."""
    index = 0
    for each in letters.upper():
        index = index * 26 + ord(each) - 64
    return index - 1


def cell(row: int, column: int) -> str:
    """Return ``C2`` for row 2 (from 1) and column 2 (from 0)."""
    return f"{letter(column)}{row}"


def filled(columns: list[pa.Array]) -> npt.NDArray[np.bool_]:
    """Return which rows have any non-null cell."""
    mask: npt.NDArray[np.bool_] = np.zeros(len(columns[0]) if columns else 0, dtype=bool)
    for column in columns:
        if column.null_count < len(column):
            mask |= pc.is_valid(column).to_numpy(zero_copy_only=False)
    return mask
