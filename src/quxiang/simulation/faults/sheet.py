"""A table that can be changed cell by cell and becomes a typed table again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation.draws import Flags, Ints

#: every column that says who somebody is by number; the last is there in files only
IDENTITY = ("id_hash", "id_check", "id_birth_on", "id_gender", "identity_no")


@dataclass
class Sheet:
    """A table and the cells changed in it; ``used`` are rows that already carry a fault."""

    table: pa.Table
    used: set[int] = field(default_factory=set)
    changed: dict[str, dict[int, Any]] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self.table.column_names)

    def get(self, row: int, column: str) -> Any:
        changed = self.changed.get(column, {})
        return changed[row] if row in changed else self.table.column(column)[row].as_py()

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
        """Return the table, or some columns of it, with all changes; pasted rows at the end."""
        table = self.table.select(columns) if columns else self.table
        for at, column in enumerate(table.schema):
            if column.name in self.changed:
                table = table.set_column(at, column, self._changed(column.name))
        return _with_repeated(table, self.repeated) if self.repeated else table

    def _changed(self, column: str) -> pa.ChunkedArray:
        whole, values = self.table.column(column), self.changed[column]
        mask = np.zeros(len(self), bool)
        mask[list(values)] = True
        given = pa.array([values[row] for row in sorted(values)], whole.type)
        return pc.replace_with_mask(whole, pa.array(mask), given)


def _with_repeated(table: pa.Table, rows: list[int]) -> pa.Table:
    more = table.take(pa.array(rows))
    if "source_row" in table.column_names:
        last = pc.max(table.column("source_row")).as_py()
        numbers = pa.array([last + 1 + step for step in range(len(rows))], pa.int64())
        more = more.set_column(table.column_names.index("source_row"), "source_row", numbers)
    return pa.concat_tables([table, more])


@dataclass(frozen=True)
class Bench:
    """What planting works on: the sheets, a random stream, and the truth so far."""

    sheets: Mapping[str, Sheet]
    random: np.random.Generator
    truth: list[dict[str, Any]]

    @property
    def graduates(self) -> Sheet:
        return self.sheets["graduates"]

    @cached_property
    def alone(self) -> Flags:
        """Return whose employer's code nobody else had when the sheet was opened."""
        codes = self.graduates.table.column("employer_uscc")
        counts = pc.value_counts(codes)
        once = counts.field("values").filter(pc.equal(counts.field("counts"), 1))
        return np.asarray(pc.is_in(codes, once))

    def choose(self, rows: Ints, count: int) -> list[int]:
        """Draw rows and mark them used; fewer where there are not so many."""
        drawn = self.random.permutation(rows)[:count].tolist()
        self.graduates.used.update(drawn)
        return [int(row) for row in drawn]

    def coded(self, *codes: str) -> Flags:
        """Return which graduates had one of these destinations when the sheet was opened."""
        return among(self.graduates.table.column("code"), codes)

    def tell(self, rule: str, subject: str, note: str, **facts: Any) -> None:
        """Write down a fault (``expected`` unless told: a control must not be found)."""
        self.truth.append(
            {"rule": rule, "subject": subject, "note": note, "expected": True} | facts
        )

    def tell_graduate(self, rule: str, row: int, note: str, **facts: Any) -> None:
        sheet = self.graduates
        who = {name: sheet.get(row, name) for name in ("graduate_id", "exam_no", "student_no")}
        self.tell(rule, "graduate", note, **who, **facts)

    def tell_employer(self, rule: str, row: int, note: str, **facts: Any) -> None:
        sheet = self.graduates
        what = {name: sheet.get(row, name) for name in ("employer_key", "employer_name")}
        self.tell(rule, "employer", note, **what, **facts)


Planter = Callable[[Bench], None]
_AWAY = ("延期", "休学", "退学")


def among(column: pa.ChunkedArray, values: Iterable[str]) -> Flags:
    """Return which cells hold one of the values; NULL holds none."""
    return np.asarray(pc.is_in(column, pa.array(list(values), pa.string())))


def counted(table: pa.Table) -> Flags:
    """Return who is in the denominator of every rate."""
    return ~among(table.column("status"), _AWAY)


def in_force(table: pa.Table) -> Flags:
    """Return whose destination counts."""
    return among(table.column("state"), ("entered",)) & counted(table)
