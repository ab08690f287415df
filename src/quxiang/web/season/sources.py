"""Who brings the rows of an engine's table: each app what it owns, as tuples, not as objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

import pyarrow as pa

from quxiang.engine.dataset import arrow_schema
from quxiang.standards import TABLES, Settings
from quxiang.standards.tables import Type
from quxiang.web.common import clock
from quxiang.web.roster.models import Cohort

#: rows that are in memory as Python's values at a time
PIECE = 5_000


@dataclass(frozen=True)
class Frame:
    """What a snapshot is of. ``people`` are the keys of everybody on the roster then, by graduate;
    who is not among them is in no table. It is filled by the table of graduates, the first read.
    """

    cohort: Cohort
    known_at: datetime
    settings: Settings
    key: bytes
    people: dict[int, str] = field(default_factory=dict)

    @property
    def school(self) -> str:
        """Return what the engine calls the school: its code, which no renaming changes."""
        return self.cohort.school.code

    @property
    def year(self) -> str:
        return str(self.cohort.year)

    @property
    def day(self) -> date:
        return clock.local(self.known_at).date()

    @property
    def owner(self) -> tuple[str, str]:
        return self.school, self.year


@dataclass(frozen=True)
class Rows:
    """Rows of a table: a tuple each, its values in the order of ``columns``; '' is nothing.

    ``whole``: no row at all is a fact of its own. Otherwise it says that nobody brought the table.
    """

    columns: Sequence[str]
    values: Iterable[Sequence[Any]]
    whole: bool = True


Source = Callable[[Frame], Rows]
_sources: dict[str, Source] = {}


def brings(table: str) -> Callable[[Source], Source]:
    """Register who brings a table of the engine; a table nobody brings is not in a snapshot."""

    def register(source: Source) -> Source:
        _sources[table] = source
        return source

    return register


def tables_of(frame: Frame) -> tuple[dict[str, pa.Table], dict[str, Sequence[str]]]:
    """Return every table there is for a frame, and the columns that are known of each."""
    tables: dict[str, pa.Table] = {}
    given: dict[str, Sequence[str]] = {}
    for name in sorted(_sources, key=lambda each: (each != "graduates", each)):
        rows = _sources[name](frame)
        table = arrow_of(name, rows)
        if table.num_rows or rows.whole:
            tables[name], given[name] = table, tuple(rows.columns)
    return tables, given


def rows_of(name: str, frame: Frame) -> Rows:
    """Return the rows of one table of a frame, as whoever brings it gives them."""
    return _sources[name](frame)


def arrow_of(name: str, rows: Rows) -> pa.Table:
    """Return rows as an Arrow table of the declared types, made piece by piece."""
    declared = TABLES[name].by_name
    schema = pa.schema([arrow_schema(TABLES[name]).field(each) for each in rows.columns])
    kinds = [declared[each].type for each in rows.columns]
    values, pieces = iter(rows.values), []
    while piece := list(islice(values, PIECE)):
        columns = [_typed(*each) for each in zip(zip(*piece, strict=True), kinds, strict=True)]
        arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
        pieces.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(pieces, schema=schema)


def _typed(column: Iterable[Any], kind: Type) -> list[Any]:
    if kind is Type.TEXT:
        return [value or None for value in column]
    if kind is Type.MOMENT:
        return [None if value is None else clock.local(value) for value in column]
    return list(column)


def chunked(rows: Any) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a ``values_list`` as they come, not all at once."""
    yield from rows.iterator(chunk_size=PIECE)
