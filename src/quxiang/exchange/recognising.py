"""How a file was understood that cannot be read yet, so that its columns can be set right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quxiang.exchange.assignment import assign
from quxiang.exchange.headers import HeaderBook
from quxiang.exchange.heads import likely_head
from quxiang.exchange.opening import Found, find_table, grids
from quxiang.exchange.reading import mapped_book
from quxiang.exchange.shapes import ReadOptions, Understood
from quxiang.problems import UnusableError, Where


@dataclass(frozen=True)
class Recognised:
    """The worksheet whose header was found, its columns, and the other worksheets."""

    sheet: str
    columns: tuple[Understood, ...]
    other_sheets: tuple[str, ...] = ()


def recognise(path: Path, table: str, options: ReadOptions) -> Recognised | None:
    """Say how the columns of a file are understood, whatever is missing; ``None`` without any."""
    book = mapped_book(table, options, strict=False, where=Where(path.name))
    try:
        found = find_table(path, book, options)
    except UnusableError:
        try:
            guessed = _guessed(path, book, options)
        except UnusableError:
            return None
        if guessed is None:
            return None
        found = guessed
    columns = tuple(assign(found.grid, found.head, book).understood)
    return Recognised(found.grid.sheet, columns, found.others)


def _guessed(path: Path, book: HeaderBook, options: ReadOptions) -> Found | None:
    """Take what looks like a header for one, in the first worksheet that has such a row."""
    sheets = grids(path, options)
    for grid in sheets:
        if (head := likely_head(grid, book)) is not None:
            others = tuple(each.sheet for each in sheets if each is not grid)
            return Found(grid, head, is_text=False, others=others)
    return None
