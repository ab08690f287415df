"""Read one table from one file: find it, understand its columns, type its cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from quxiang.exchange.assignment import Assignment, assign, title_of
from quxiang.exchange.columns import Typist
from quxiang.exchange.datarows import data_rows
from quxiang.exchange.declared import READABLE
from quxiang.exchange.faults import problem, refusal
from quxiang.exchange.grids import Grid, Rows
from quxiang.exchange.headers import HeaderBook, fold_header, header_book
from quxiang.exchange.keys import NUMBERS
from quxiang.exchange.layouts import layout_of
from quxiang.exchange.opening import Found, find_table
from quxiang.exchange.owners import with_owner
from quxiang.exchange.placing import Placer, lost_cells
from quxiang.exchange.shapes import InputFile, Reading, ReadOptions
from quxiang.exchange.unread import like_sheets, unread_columns, unread_sheets
from quxiang.problems import Problem, UnusableError, Where

#: so many ragged rows are listed one by one; a file with more has another delimiter
_RAGGED = 1000
#: a unit without a credit code (部队, 境外) is listed by its name
_KNOWN_ALSO_BY = {"uscc": ("name",)}


def read(path: Path | str, table: str, options: ReadOptions) -> Reading:
    """Read ``table`` from a file, with school, cohort and each row's own ``graduate_id``.

    ``data`` is typed exactly as declared and holds only the columns given or derived; rows keep
    the order of the file. Raises ``UnusableError`` with every problem found where the file is no
    table, has no usable row or lacks a required column.
    """
    reading = read_cells(Path(path), table, options)
    return replace(reading, data=with_owner(reading.data, table, options))


def read_cells(path: Path, table: str, options: ReadOptions, *, strict: bool = True) -> Reading:
    """Read ``table`` without saying whose rows they are; ``strict`` refuses a vain mapping."""
    book = mapped_book(table, options, strict=strict, where=Where(path.name))
    found = find_table(path, book, options)
    _refuse_vain_mapping(found, options.mapping if strict else {})
    assignment = assign(found.grid, found.head, book)
    _refuse_incomplete(found, assignment, book)
    return _typed(path, found, assignment, options, book)


def _typed(
    path: Path, found: Found, assignment: Assignment, options: ReadOptions, book: HeaderBook
) -> Reading:
    grid, head = found.grid, found.head
    rows, problems = data_rows(grid, head, assignment)
    problems = [*grid.problems, *assignment.problems, *problems, *_ragged(found)]
    problems += [*lost_cells(grid, head, assignment), *found.refused, *unread_sheets(found)]
    if not len(rows):
        raise UnusableError([problem("no_usable_row", Where(grid.file), file=grid.file), *problems])
    placer = Placer(grid.file, grid.sheet, rows + 1, grid.letters, head.texts)
    unread = unread_columns(found, assignment, book, rows)
    cells = _used_cells(grid, assignment, rows)
    made = Typist(assignment, cells, placer, options).type_all()
    _report_keyless(assignment, made, placer)
    return Reading(
        table=assignment.table,
        data=_table(assignment.table, made, placer),
        given=frozenset(made),
        columns=tuple(assignment.understood),
        problems=tuple(problems + placer.problems + unread),
        file=_file(path, found, len(rows)),
    )


def _used_cells(grid: Grid, assignment: Assignment, rows: Rows) -> dict[int, pa.Array]:
    """Return the data rows of the columns in use and let the grid go."""
    used = {at for places in assignment.columns.values() for at in places}
    start, count = int(rows[0]), len(rows)
    whole = int(rows[-1]) - start + 1 == count
    index = None if whole else pa.array(rows)
    cells = {}
    for at in sorted(used):
        column = grid.columns[at]
        cells[at] = column.slice(start, count) if whole else column.take(index)
    grid.columns.clear()
    return cells


def _table(table: str, made: Mapping[str, pa.Array], placer: Placer) -> pa.Table:
    count = len(placer.rows)
    made = {
        **made,
        "source_file": pa.array([placer.file], pa.string()).take(pa.array(np.zeros(count, int))),
        "source_sheet": pa.array([placer.sheet], pa.string()).take(pa.array(np.zeros(count, int))),
        "source_row": pa.array(placer.rows, pa.int64()),
    }
    names = [column.name for column in READABLE[table].columns if column.name in made]
    return pa.table({name: made[name] for name in names})


def _report_keyless(assignment: Assignment, made: Mapping[str, pa.Array], placer: Placer) -> None:
    """Report each row that has none of the numbers, or lacks a key of its table."""
    if assignment.by_person:
        for at in _all_empty(made, NUMBERS):
            placer.report_row("no_number", at)
        return
    for group in READABLE[assignment.table].required:
        if len(group) == 1 and group[0] in made:
            title = title_of(assignment.table, group[0])
            for at in _all_empty(made, (*group, *_KNOWN_ALSO_BY.get(group[0], ()))):
                placer.report_row("missing_key", at, title=title)


def _all_empty(made: Mapping[str, pa.Array], names: Iterable[str]) -> list[int]:
    """Return the rows in which every one of the columns that are there is empty."""
    known = [made[name].is_null().to_numpy(zero_copy_only=False) for name in names if name in made]
    return [int(at) for at in np.flatnonzero(np.all(known, axis=0))]


def _ragged(found: Found) -> list[Problem]:
    """Report rows of a text file that run beyond the header: a delimiter too many shifts cells."""
    if not found.is_text:
        return []
    width = max((at + 1 for at, text in enumerate(found.head.texts) if text), default=0)
    beyond: dict[int, int] = {}
    for at in range(width, len(found.grid.columns)):
        for row in np.flatnonzero(found.grid.columns[at].is_valid().to_numpy(zero_copy_only=False)):
            if row >= found.head.row:
                beyond[int(row)] = at + 1
    return [
        problem("ragged_row", Where(found.grid.file, "", f"第 {row + 1} 行"),
                row=row + 1, cells=cells, columns=width)
        for row, cells in sorted(beyond.items())[:_RAGGED]
    ]  # fmt: skip


def _file(path: Path, found: Found, rows: int) -> InputFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    layout = layout_of(fold_header(text) for text in found.head.texts)
    return InputFile(
        path.name, digest, rows, found.grid.sheet, found.head.row, layout, found.grid.encoding,
        found.others, tuple(each.sheet for each in like_sheets(found)),
    )  # fmt: skip


def mapped_book(table: str, options: ReadOptions, *, strict: bool, where: Where) -> HeaderBook:
    """Return the known headers of a table with what the user says of this file's."""
    book = header_book(table)
    mapping = {}
    for header, name in options.mapping.items():
        known = book.find(name)
        target = name if name in {*book.fields(), "-"} else known.known.field if known else None
        if target is not None:
            mapping[fold_header(header)] = target
        elif strict:
            facts = {
                "field": name,
                "table": READABLE[table].title,
                "fields": "、".join(book.fields()),
            }
            raise refusal("mapping_unknown_field", where, **facts)
    return replace(book, mapping=mapping)


def _refuse_vain_mapping(found: Found, mapping: Mapping[str, str]) -> None:
    seen = {fold_header(text) for text in found.head.texts}
    for header in mapping:
        if fold_header(header) not in seen:
            where = Where(found.grid.file, found.grid.sheet)
            listed = "、".join(filter(None, found.head.texts))
            raise refusal("mapping_unknown_column", where, header=header, seen=listed)


def _refuse_incomplete(found: Found, assignment: Assignment, book: HeaderBook) -> None:
    """Refuse a table without its required columns, naming those that may be meant."""
    missing = [
        group for group in READABLE[book.table].required if not assignment.fields & set(group)
    ]
    if not missing:
        return
    needed = "；".join(
        " 或 ".join(title_of(book.table, name) for name in group) for group in missing
    )
    unused = [each for each in assignment.understood if each.field is None]
    seen = [each.header for each in assignment.understood if each.field is not None]
    where = Where(found.grid.file, found.grid.sheet)
    facts = {
        "table": READABLE[book.table].title, "needed": needed, "seen": "、".join(seen) or "无",
        "unused": "、".join(each.header for each in unused) or "无",
    }  # fmt: skip
    problems = [problem("missing_columns", where, **facts)]
    wanted = frozenset(name for group in missing for name in group)
    for each in unused:
        if near := book.resembling(each.header, wanted):
            place = Where(where.file, where.sheet, each.cell, each.header)
            title = title_of(book.table, near.field)
            facts = {"header": each.header, "title": title, "field": near.field}
            problems.append(problem("close_to_required", place, **facts))
    raise UnusableError([*problems, *assignment.problems])
