"""All declared columns a file gives, typed one after the other; raw cells are let go on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.assignment import Assignment
from quxiang.exchange.cleaning import PLACEHOLDERS
from quxiang.exchange.codes import split_levels
from quxiang.exchange.declared import READABLE
from quxiang.exchange.distinct import read_distinct
from quxiang.exchange.headers import Role
from quxiang.exchange.keys import employer_key
from quxiang.exchange.owners import one_name
from quxiang.exchange.persons import hash_reader, identity_columns, phone_columns
from quxiang.exchange.placing import Placer
from quxiang.exchange.quick import quickly
from quxiang.exchange.readers import ARROW, reader_of
from quxiang.exchange.schemes import read_under
from quxiang.exchange.shapes import ReadOptions
from quxiang.standards import Standard
from quxiang.standards.tables import Column, RawColumn

_BY_STATUS = {
    "毕业": "graduated",
    "结业换毕业证": "graduated",
    "结业": "completed",
    "肄业": "withdrawn",
}


@dataclass
class Typist:
    """Types the columns of one table. ``cells`` are the data rows of the used columns."""

    assignment: Assignment
    cells: dict[int, pa.Array]
    placer: Placer
    options: ReadOptions
    made: dict[str, pa.Array] = field(default_factory=dict)

    def type_all(self) -> dict[str, pa.Array]:
        """Return every column given or derived, by name."""
        table = READABLE[self.assignment.table]
        for column in table.columns:
            self._type(column)
        for raw in table.raw:
            if cells := self._take(raw.name, Role.RAW):
                self._derive(raw, *cells)
        self._complete()
        return self.made

    def _take(self, name: str, role: Role) -> tuple[int, pa.Array] | None:
        """Return a field's first column and its cells, several columns joined into one."""
        places = self.assignment.columns.get((name, role), [])
        parts = [part for at in places if (part := self.cells.pop(at, None)) is not None]
        if len(parts) < 2:
            return (places[0], parts[0]) if parts else None
        blanks = pa.array(sorted(PLACEHOLDERS), pa.string())
        full = [pc.if_else(pc.is_in(part, blanks), None, part) for part in parts]
        joined = pc.coalesce(*full)
        return places[0], one_name(joined, full) if name == "school" else joined

    def _type(self, column: Column) -> None:
        value = self._take(column.name, Role.VALUE)
        if column.codes:
            self._type_coded(column, value, self._take(column.name, Role.NAME))
        elif value and (typed := quickly(self.assignment.table, column, value[1])) is not None:
            self.made[column.name] = typed
        elif value:
            reader = reader_of(self.assignment.table, column, value[1])
            typed, faults = read_distinct(value[1], reader, ARROW[column.type])
            self.made[column.name] = typed
            self.placer.report(value[0], faults)

    def _type_coded(
        self, column: Column, value: tuple[int, pa.Array] | None, name: tuple[int, pa.Array] | None
    ) -> None:
        if value is None and name is None:
            return
        codes, names = (each[1] if each else None for each in (value, name))
        read = read_under(column, codes, names, self._standards)
        self.made[column.name] = read.values
        for place, faults in ((value, read.code_faults), (name, read.name_faults)):
            if place:
                self.placer.report(place[0], faults)

    @property
    def _standards(self) -> tuple[Standard, ...]:
        """Return the schemes cells are read under; figures of several come from graduates only."""
        options = self.options
        main = self.assignment.table == "graduates"
        return (options.standard, *(options.compared if main else ()))

    def _derive(self, raw: RawColumn, at: int, cells: pa.Array) -> None:
        """Turn a raw column into the columns it feeds; nothing of it stays."""
        key = self.options.key
        if raw.kind == "identity":
            made, faults = identity_columns(cells, key)
            self.made |= {name: made[name] for name in raw.feeds}
        elif raw.kind == "phone":
            hashes, forms, faults = phone_columns(cells, key)
            self.made[raw.feeds[0]] = hashes
            if len(raw.feeds) > 1:
                self.made[raw.feeds[1]] = forms
        elif raw.kind == "person":
            self.made[raw.feeds[0]], faults = read_distinct(cells, hash_reader(key), pa.string())
        else:
            self.made[raw.feeds[0]], faults = employer_key(None, cells, None, None), []
        self.placer.report(at, faults)

    def _complete(self) -> None:
        """Derive what follows from typed columns: level and completion, employer key."""
        made = self.made
        by_status = _by_status(made["status"]) if "status" in made else None
        if "level" in made:
            made["level"], by_level = split_levels(made["level"])
            self._fill("completion", by_status, by_level)
        if "employer_name" in made or "employer_uscc" in made:
            made["employer_key"] = employer_key(
                made.get("employer_uscc"), made.get("employer_name"),
                made.get("place_code"), made.get("place_name"),
            )  # fmt: skip

    def _fill(self, name: str, *sources: pa.Array | None) -> None:
        known = [each for each in (self.made.get(name), *sources) if each is not None]
        self.made[name] = pc.coalesce(*known)


def _by_status(status: pa.Array) -> pa.Array:
    encoded = status.dictionary_encode()
    read = [_BY_STATUS.get(each) for each in encoded.dictionary.to_pylist()]
    return pa.array(read, pa.string()).take(encoded.indices)
