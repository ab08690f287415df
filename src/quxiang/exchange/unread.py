"""What of a file was left unread although something stands there: columns and worksheets."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.assignment import Assignment
from quxiang.exchange.cleaning import clean
from quxiang.exchange.faults import problem
from quxiang.exchange.grids import Rows, cell, letter
from quxiang.exchange.headers import HeaderBook, fold_header, header_book, is_elsewhere
from quxiang.exchange.opening import Aside, Found
from quxiang.problems import Problem, Where

#: share of the fields read that another worksheet must have to be more of the same table
_ALIKE = 0.8


def unread_columns(
    found: Found, assignment: Assignment, book: HeaderBook, rows: Rows
) -> list[Problem]:
    """Return a problem for each column whose header nobody knows, or that has none, but cells.

    Columns official layouts and schools are known to have beside ours, those of graduates in
    another table, those set aside and the second of two of one field are no news.
    """
    used = {at for places in assignment.columns.values() for at in places}
    return [
        said
        for at in range(len(found.grid.columns))
        if at not in used and (said := _unread(found, book, at, rows)) is not None
    ]


def _unread(found: Found, book: HeaderBook, at: int, rows: Rows) -> Problem | None:
    grid, head = found.grid, found.head
    header = clean(head.texts[at]) if at < len(head.texts) else ""
    folded = fold_header(header)
    known = head.matches[at] is not None or folded in book.mapping or _elsewhere(folded, book)
    if known or (found.is_text and not header):
        return None
    count = _filled(grid.columns[at], rows)
    if not count:
        return None
    name, place = letter(grid.letters[at]), cell(head.rows[at], grid.letters[at])
    where = Where(grid.file, grid.sheet, place, header)
    if not header:
        return problem("unnamed_column", where, letter=name, count=count)
    return problem("unknown_column", where, header, header=header, letter=name, count=count)


def _elsewhere(folded: str, book: HeaderBook) -> bool:
    other = book.table != "graduates" and folded in header_book("graduates").exact
    return is_elsewhere(folded) or other


def _filled(column: pa.Array, rows: Rows) -> int:
    """Return how many data rows hold anything in a column."""
    cells = column.take(pa.array(rows)).drop_null()
    return int(pc.sum(pc.match_substring_regex(cells, r"\S")).as_py() or 0)


def unread_sheets(found: Found) -> Iterator[Problem]:
    """Yield a problem for each visible worksheet left aside that holds more of the same table."""
    for each in like_sheets(found):
        facts = {"sheet": each.sheet, "used": found.grid.sheet, "count": each.rows}
        yield problem("unread_sheet", Where(found.grid.file, each.sheet), **facts)


def like_sheets(found: Found) -> list[Aside]:
    """Return the visible worksheets left aside that hold more of the same table."""
    fields = found.head.fields
    return [
        each
        for each in found.aside
        if each.rows > 0 and len(fields & each.fields) >= _ALIKE * len(fields)
    ]
