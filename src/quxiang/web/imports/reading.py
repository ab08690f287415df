"""Read an uploaded file into rows of values: columns recognised, cells read, problems placed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from quxiang.exchange import Reading, ReadOptions, read_cells, recognise
from quxiang.exchange import Understood as Column
from quxiang.problems import Problem, UnusableError, Where
from quxiang.standards import Settings, load
from quxiang.web.common.sealed import folded
from quxiang.web.imports.fields import CLEAR, Field, Read
from quxiang.web.imports.remedies import for_the_web
from quxiang.web.imports.targets import Given, Target

MAX_UNPACKED = 512 << 20
#: rows read at once: as many as are staged in one commit
AT_ONCE = 2_000
#: what an empty cell reads as: it never changes anything
BLANK: Read = (None, None)
#: problems of rows that the web says in its own words, of every target and row in the same way
_SAID_HERE = ("missing_key", "no_number")
#: what cells were set right to, by row and field
Corrections = Mapping[int, Mapping[str, str]]
NOTHING: Corrections = {}


@dataclass(frozen=True)
class Understood:
    """A file that was read: its rows, to be gone through once, columns, problems of no row.

    ``sheets`` are the worksheets that hold such a table, the one read first.
    """

    rows: Iterable[Given]
    columns: Sequence[Mapping[str, str]]
    problems: Sequence[Problem]
    sheet: str
    sheets: Sequence[str] = ()


class NotUnderstoodError(UnusableError):
    """Raised for a file that cannot be used as it is; says what its columns seem to be."""

    def __init__(
        self, problems: Iterable[Problem], columns: Sequence[Mapping[str, str]] = (),
        sheets: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(problems)
        self.columns, self.sheets = columns, sheets


def understand(
    path: Path, target: Target, mapping: Mapping[str, str], sheet: str,
    corrections: Corrections = NOTHING,
) -> Understood:  # fmt: skip
    """Read a file for a target; what ``corrections`` say of a cell counts, not what stands there.

    Raises :class:`NotUnderstoodError` with sentences where it cannot be read.
    """
    options = ReadOptions(
        standard=load(), settings=Settings(), key=b"imports", mapping=mapping,
        sheet=sheet or None, max_unpacked=MAX_UNPACKED,
    )  # fmt: skip
    try:
        reading = read_cells(path, target.table_name, options, strict=False)
    except UnusableError as error:
        raise _refused(path, target, options, error) from error
    columns = _columns(reading.columns, target)
    rows = _rows(reading, {each.name: each for each in target.fields})
    if corrections:
        rows = _set_right(rows, target, columns, corrections)
    file = reading.file
    return Understood(
        _complete(rows, target, columns), columns, _of_no_row(reading), file.sheet,
        (file.sheet, *file.like_sheets) if file.sheet else (),
    )  # fmt: skip


def _refused(
    path: Path, target: Target, options: ReadOptions, error: UnusableError
) -> NotUnderstoodError:
    problems = [for_the_web(each) for each in error.problems]
    if not any(each.code in ("no_header", "missing_columns") for each in problems):
        return NotUnderstoodError(problems)
    seen = recognise(path, target.table_name, options)
    if seen is None:
        remedy = f"请把表头放在最上面几行（必需的列：{target.needed}；列名可照样表写）后重新上传。"
        return NotUnderstoodError(replace(each, remedy=remedy) for each in problems)
    problems = [
        replace(each, remedy=f"{each.remedy}必需的列：{target.needed}。")
        if each.code == "no_header"
        else each
        for each in problems
    ]
    sheets = (seen.sheet, *seen.other_sheets) if seen.sheet else ()
    return NotUnderstoodError(problems, _columns(seen.columns, target), sheets)


def _of_no_row(reading: Reading) -> list[Problem]:
    """Return the problems that stand beside no row of the preview: of sheets, columns, left rows.

    That a required cell is empty is said here, of every row in the same way: see ``_complete``.
    """
    rows = set(reading.data.column("source_row").to_pylist())
    return [
        for_the_web(each)
        for each in reading.problems
        if _row_of(each) not in rows and each.code not in _SAID_HERE
    ]


def _complete(
    rows: Iterable[Given], target: Target, columns: Sequence[Mapping[str, str]]
) -> Iterator[Given]:
    """Say of each required cell that it is empty, unless something else is wrong with it."""
    headers = {each["field"]: each["header"] for each in columns}
    required = [each for each in target.fields if each.required]
    for row in rows:
        said = {each.where.column for each in row.problems}
        lacking = [
            Problem("missing_value", f"没有填写“{e.title}”。", "请补上。", Where(column=e.title))
            for e in required
            if e.name not in row.values and not {e.title, headers.get(e.name)} & said
        ]
        yield Given(row.number, row.values, [*row.problems, *lacking]) if lacking else row


def _set_right(
    rows: Iterable[Given], target: Target, columns: Sequence[Mapping[str, str]],
    corrections: Corrections,
) -> Iterator[Given]:  # fmt: skip
    fields = {each.name: each for each in target.fields}
    headers = {each["field"]: each["header"] for each in columns}
    for row in rows:
        values, problems = dict(row.values), list(row.problems)
        for name, text in corrections.get(row.number, {}).items():
            field = fields[name]
            values.pop(name, None)
            of_cell = (field.title, headers.get(name))
            problems = [each for each in problems if each.where.column not in of_cell]
            value, fault = _read(field, text)
            if fault is not None:
                where = Where(cell=f"第 {row.number} 行", column=field.title)
                problems.append(replace(fault, where=where))
            elif value is not None:
                values[name] = value
        yield Given(row.number, values, problems)


def _columns(columns: Iterable[Column], target: Target) -> list[Mapping[str, str]]:
    titles = {each.name: each.title for each in target.fields}
    return [
        {
            "header": each.header, "field": each.field or "-", "how": each.how,
            "title": titles.get(each.field or "", "不用"),
        }
        for each in columns
    ]  # fmt: skip


def _rows(reading: Reading, fields: Mapping[str, Field]) -> Iterator[Given]:
    """Give row after row; cells are read a few thousand rows at a time, a column at once."""
    by_row = _problems_by_row(reading.problems)
    for start in range(0, reading.data.num_rows, AT_ONCE):
        yield from _piece(reading, reading.data.slice(start, AT_ONCE), fields, by_row)


def _piece(
    reading: Reading, data: pa.Table, fields: Mapping[str, Field],
    by_row: Mapping[int, Sequence[Problem]],
) -> Iterator[Given]:  # fmt: skip
    names = [name for name in data.column_names if name in fields]
    columns = [_read_column(fields[name], data.column(name).to_pylist()) for name in names]
    for number, *cells in zip(data.column("source_row").to_pylist(), *columns, strict=True):
        values, problems = {}, list(by_row.get(number, ()))
        for name, cell in zip(names, cells, strict=True):
            if cell is BLANK:
                continue
            value, fault = cell
            if fault is None:
                values[name] = value
            else:
                file, row = reading.file, f"第 {number} 行"
                where = Where(file.name, file.sheet, row, fields[name].title)
                problems.append(replace(fault, where=where))
        yield Given(number, values, problems)


def _read_column(field: Field, texts: Sequence[Any]) -> list[Read]:
    """Read the cells of a column, each text once however often it stands there."""
    known = {text: _read(field, text) for text in set(texts)}
    return [known[text] for text in texts]


def _read(field: Field, text: Any) -> Read:
    if text is None or text == "":
        return BLANK
    return (CLEAR, None) if folded(str(text)) == CLEAR else field.read(str(text))


def _problems_by_row(problems: Sequence[Problem]) -> dict[int, list[Problem]]:
    """Return the problems the reader placed in a cell, by the row of that cell."""
    by_row: dict[int, list[Problem]] = {}
    for each in problems:
        row = _row_of(each)
        if row is not None and each.code not in _SAID_HERE:
            by_row.setdefault(row, []).append(for_the_web(each))
    return by_row


def _row_of(problem: Problem) -> int | None:
    digits = "".join(sign for sign in problem.where.cell if sign.isdigit())
    return int(digits) if digits else None
