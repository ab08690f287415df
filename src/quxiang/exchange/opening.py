"""From a path to the one worksheet that looks most like the wanted table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quxiang.exchange.dbase import read_dbf
from quxiang.exchange.declared import READABLE
from quxiang.exchange.faults import problem, refusal
from quxiang.exchange.grids import Grid
from quxiang.exchange.headers import HeaderBook
from quxiang.exchange.heads import TOP_ROWS, Head, find_head
from quxiang.exchange.kinds import Kind, kind_of
from quxiang.exchange.shapes import ReadOptions
from quxiang.exchange.texts import read_text
from quxiang.exchange.workbooks import Workbook, opened
from quxiang.problems import Problem, UnusableError, Where


@dataclass(frozen=True)
class Aside:
    """A visible worksheet that was looked at and left aside: its fields, and rows below them."""

    sheet: str
    fields: frozenset[str]
    rows: int


@dataclass
class Found:
    """A worksheet with its header, and the names of the worksheets left aside.

    ``aside`` are those of them that are complete in themselves, ``refused`` what was wrong with
    those that could not be opened; both are empty where the user named a worksheet.
    """

    grid: Grid
    head: Head
    is_text: bool
    others: tuple[str, ...] = ()
    aside: tuple[Aside, ...] = ()
    refused: tuple[Problem, ...] = ()


def find_table(path: Path, book: HeaderBook, options: ReadOptions) -> Found:
    """Open ``path`` and find the header; raise ``UnusableError`` where there is none."""
    kind = kind_of(path)
    if options.sheet is not None and kind in (Kind.TEXT, Kind.DBF):
        raise refusal("no_sheets", Where(path.name))
    if kind is Kind.TEXT:
        return _only(read_text(path), book, is_text=True)
    if kind is Kind.DBF:
        return _only(read_dbf(path), book)
    workbook = opened(path, kind, options.max_unpacked)
    if options.sheet is not None:
        return _named(workbook, options.sheet, book)
    return _best(workbook, book)


def grids(path: Path, options: ReadOptions) -> list[Grid]:
    """Return every worksheet that is looked at, the visible ones first; one for text and DBF."""
    kind = kind_of(path)
    if kind in (Kind.TEXT, Kind.DBF):
        return [read_text(path) if kind is Kind.TEXT else read_dbf(path)]
    workbook = opened(path, kind, options.max_unpacked)
    names = workbook.names if options.sheet is None else [options.sheet]
    loaded = [each for name in names if (each := workbook.load(name)) is not None]
    return [grid for grid, _ in sorted(loaded, key=lambda each: not each[1])]


def _only(grid: Grid, book: HeaderBook, *, is_text: bool = False) -> Found:
    head = find_head(grid, book)
    if head is None:
        raise _no_header(grid, book)
    return Found(grid, head, is_text)


def _named(workbook: Workbook, sheet: str, book: HeaderBook) -> Found:
    where = Where(workbook.path.name, sheet)
    if sheet not in workbook.names:
        raise refusal("no_such_sheet", where, sheet=sheet, sheets="、".join(workbook.names))
    loaded = workbook.load(sheet)
    if loaded is None:
        raise refusal("empty_sheet", where)
    found = _only(loaded[0], book)
    found.others = tuple(name for name in workbook.names if name != sheet)
    return found


def _best(workbook: Workbook, book: HeaderBook) -> Found:
    """Load sheet after sheet and keep the best; hidden ones count only if all are hidden."""
    best: tuple[tuple[bool, bool, int], Grid, Head] | None = None
    headless: Grid | None = None
    refused: list[UnusableError] = []
    seen: list[Aside] = []
    for name in workbook.names:
        try:
            loaded = workbook.load(name)
        except UnusableError as error:
            refused.append(error)
            continue
        if loaded is None:
            continue
        grid, visible = loaded
        head = find_head(grid, book)
        if head is None:
            headless = headless or grid
            continue
        if visible and head.complete:
            seen.append(Aside(name, head.fields, grid.height - head.row))
        if best is None or (visible, head.complete, head.score) > best[0]:
            best = ((visible, head.complete, head.score), grid, head)
    if best is None:
        raise refused[0] if refused else _no_header(headless, book, workbook.path)
    return _kept(workbook, best[1], best[2], seen, refused)


def _kept(
    workbook: Workbook, grid: Grid, head: Head, seen: list[Aside], refused: list[UnusableError]
) -> Found:
    return Found(
        grid,
        head,
        is_text=False,
        others=tuple(name for name in workbook.names if name != grid.sheet),
        aside=tuple(each for each in seen if each.sheet != grid.sheet),
        refused=tuple(problem for error in refused for problem in error.problems),
    )


def _no_header(grid: Grid | None, book: HeaderBook, path: Path | None = None) -> UnusableError:
    if grid is None or not any(column.null_count < len(column) for column in grid.columns):
        return refusal("empty_sheet", Where(path.name if path else grid.file if grid else ""))
    where = Where(grid.file, grid.sheet)
    title = READABLE[book.table].title
    return UnusableError(problem("no_header", where, rows=TOP_ROWS, table=title))
