"""Which moment a table stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.faults import problem
from quxiang.exchange.shapes import Reading, Told
from quxiang.problems import Problem, Where

#: columns that tell the moment, best first
_TELLING = ("recorded_at", "entered_at", "agreed_on")
#: cells named one by one where a date cannot be meant; the rest are counted
_NAMED = 20


@dataclass(frozen=True)
class Season:
    """The days on which a record of one cohort can have been made; open where none is known.

    Work on a cohort begins in the year before it graduates and is over at the end of the year
    after; a later date in its records is a slip of the pen and dates nothing.
    """

    first: date = date.min
    last: date = date.max

    @classmethod
    def of(cls, cohort: str | None) -> Season:
        if not cohort or not cohort.isdigit():
            return cls()
        return cls(date(int(cohort) - 4, 1, 1), date(int(cohort) + 1, 12, 31))


def told_by(
    data: pa.Table, reading: Reading, on: date | None, cohort: str | None
) -> tuple[Told, list[Problem]]:
    """Return the moment said, else the newest the first telling column gives, and odd dates."""
    if on is not None:
        return Told(on if isinstance(on, datetime) else datetime.combine(on, time())), []
    season, problems = Season.of(cohort), list[Problem]()
    for name in (each for each in _TELLING if each in data.column_names):
        days = data.column(name).cast(pa.date32())
        odd = pc.or_(pc.less(days, season.first), pc.greater(days, season.last)).fill_null(False)
        problems += _odd_dates(data.filter(odd), name, reading, cohort)
        newest = pc.max(data.column(name).filter(pc.invert(odd))).as_py()
        if newest is not None:
            at = newest if isinstance(newest, datetime) else datetime.combine(newest, time())
            return Told(at, name), problems
    return Told(None), problems


def _odd_dates(
    rows: pa.Table, name: str, reading: Reading, cohort: str | None
) -> Iterable[Problem]:
    header, letters = _column(reading, name)
    columns = (rows.column(each).to_pylist() for each in ("source_sheet", "source_row", name))
    for at, (sheet, row, value) in enumerate(zip(*columns, strict=True)):
        if at == _NAMED:
            where = Where(reading.file.name, sheet, "", header)
            yield problem("odd_dates", where, count=rows.num_rows - _NAMED, cohort=cohort)
            return
        where = Where(reading.file.name, sheet, f"{letters}{row}", header)
        yield problem("odd_date", where, f"{value:%Y-%m-%d}", cohort=cohort)


def _column(reading: Reading, name: str) -> tuple[str, str]:
    """Return the header of a field and the letters of its column."""
    for each in reading.columns:
        if each.field == name:
            return each.header, each.cell.rstrip("0123456789")
    return name, ""
