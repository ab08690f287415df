"""A table that can be changed cell by cell and becomes a typed table again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation.draws import Flags, Ints

#: every column that says who somebody is by number; the last is there in files only
IDENTITY = ("id_hash", "id_check", "id_birth_on", "id_gender", "identity_no")
_NUMBER = "source_row"


@dataclass
class Sheet:
    """A table and what was done to it; ``used`` are rows that already carry a fault.

    ``fixed`` is what every row of the table has in common.
    """

    table: pa.Table
    fixed: dict[str, Any] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    changed: dict[str, dict[int, Any]] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)
    dropped: set[int] = field(default_factory=set)
    added: list[dict[str, Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self.table.column_names)

    def get(self, row: int, column: str) -> Any:
        changed = self.changed.get(column, {})
        return changed[row] if row in changed else self.table.column(column)[row].as_py()

    def row(self, row: int) -> dict[str, Any]:
        """Return all cells of a row."""
        return {name: self.get(row, name) for name in self.table.column_names}

    def set(self, row: int, **values: Any) -> None:
        """Change cells of a row; columns this table does not have are left out."""
        for column, value in values.items():
            if column in self.names:
                self.changed.setdefault(column, {})[row] = value

    def copy(self, columns: Iterable[str], source: int, target: int) -> None:
        """Give ``target`` the values ``source`` has."""
        there = [column for column in columns if column in self.names]
        self.set(target, **{column: self.get(source, column) for column in there})

    def repeat(self, row: int) -> None:
        """Paste a row once more at the end."""
        self.repeated.append(row)

    def drop(self, row: int) -> None:
        """Take a row away."""
        self.dropped.add(row)

    def add(self, **values: Any) -> None:
        """Write a row more at the end; what is not given is empty."""
        self.added.append({name: value for name, value in values.items() if name in self.names})

    def holds(self, column: str, *values: str) -> Flags:
        """Return which rows held one of these texts when the sheet was opened."""
        if column not in self._encoded:
            encoded = self.table.column(column).combine_chunks().dictionary_encode()
            words = {word: place for place, word in enumerate(encoded.dictionary.to_pylist())}
            self._encoded[column] = words, np.asarray(pc.fill_null(encoded.indices, -1))
        words, places = self._encoded[column]
        return np.isin(places, [words[value] for value in values if value in words])

    @cached_property
    def _encoded(self) -> dict[str, tuple[dict[str, int], Ints]]:
        return {}

    @cached_property
    def in_force(self) -> Flags:
        """Return which rows counted with a destination in force when the sheet was opened."""
        return in_force(self.table)

    def rows_where(self, *conditions: Flags) -> Ints:
        """Return rows in force without a fault for which all conditions hold."""
        keep = self.in_force.copy()
        for condition in conditions:
            keep &= condition
        keep[list(self.used)] = False
        return np.flatnonzero(keep)

    def finished(self, *columns: str) -> pa.Table:
        """Return the table, or some columns of it, with everything done to it."""
        table = self.table.select(columns) if columns else self.table
        for at, column in enumerate(table.schema):
            if column.name in self.changed:
                table = table.set_column(at, column, self._changed(column.name))
        return numbered(self._rearranged(table), self.first) if self._moved else table

    @property
    def first(self) -> int:
        """The number of the first row."""
        return int(self.fixed.get(_NUMBER, 1))

    @property
    def _moved(self) -> bool:
        return bool(self.repeated or self.dropped or self.added)

    def _changed(self, column: str) -> pa.ChunkedArray:
        whole, values = self.table.column(column), self.changed[column]
        mask = np.zeros(len(self), bool)
        mask[list(values)] = True
        given = pa.array([values[row] for row in sorted(values)], whole.type)
        return pc.replace_with_mask(whole, pa.array(mask), given)

    def _rearranged(self, table: pa.Table) -> pa.Table:
        keep = np.ones(len(self), bool)
        keep[list(self.dropped)] = False
        parts = [table.filter(pa.array(keep)) if self.dropped else table]
        parts.append(table.take(pa.array(self.repeated, pa.int64())))
        if self.added:
            rows = [self.fixed | values for values in self.added]
            parts.append(pa.Table.from_pylist(rows, table.schema))
        return pa.concat_tables(parts)


def numbered(table: pa.Table, first: int) -> pa.Table:
    """Return the table with its rows numbered as they stand."""
    if _NUMBER not in table.column_names:
        return table
    numbers = pa.array(np.arange(first, first + table.num_rows))
    return table.set_column(table.column_names.index(_NUMBER), _NUMBER, numbers)


AWAY = ("延期", "休学", "退学")


def among(column: pa.ChunkedArray, values: Iterable[str]) -> Flags:
    """Return which cells hold one of the values; NULL holds none."""
    return np.asarray(pc.is_in(column, pa.array(list(values), pa.string())))


def filled(sheet: Sheet, column: str) -> Flags:
    """Return which cells of a column held something when the sheet was opened."""
    return np.asarray(pc.is_valid(sheet.table.column(column)))


def counted(table: pa.Table) -> Flags:
    """Return who is in the denominator of every rate."""
    return ~among(table.column("status"), AWAY)


def in_force(table: pa.Table) -> Flags:
    """Return whose destination counts."""
    return among(table.column("state"), ("entered",)) & counted(table)
