"""Read an uploaded file into rows of values: columns recognised, cells read, problems placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quxiang.exchange import Reading, ReadOptions, read_cells
from quxiang.problems import Problem, Where
from quxiang.standards import Settings, load
from quxiang.web.imports.fields import CLEAR, Field
from quxiang.web.imports.targets import Given, Target

MAX_UNPACKED = 512 << 20


@dataclass(frozen=True)
class Understood:
    """A file that was read: its rows, how its columns were understood, problems of the file."""

    rows: Sequence[Given]
    columns: Sequence[Mapping[str, str]]
    problems: Sequence[Problem]
    sheet: str


def understand(path: Path, target: Target, mapping: Mapping[str, str], sheet: str) -> Understood:
    """Read a file for a target. Raises ``UnusableError`` with sentences where it cannot be."""
    options = ReadOptions(
        standard=load(), settings=Settings(), key=b"imports", mapping=mapping,
        sheet=sheet or None, max_unpacked=MAX_UNPACKED,
    )  # fmt: skip
    reading = read_cells(path, target.table_name, options, strict=False)
    rows = list(_rows(reading, {each.name: each for each in target.fields}))
    return Understood(rows, _columns(reading, target), reading.problems, reading.file.sheet)


def _columns(reading: Reading, target: Target) -> list[Mapping[str, str]]:
    titles = {each.name: each.title for each in target.fields}
    return [
        {
            "header": each.header, "field": each.field or "-", "how": each.how,
            "title": titles.get(each.field or "", "不用"),
        }
        for each in reading.columns
    ]  # fmt: skip


def _rows(reading: Reading, fields: Mapping[str, Field]) -> Iterator[Given]:
    data = reading.data
    names = [name for name in data.column_names if name in fields]
    columns = [data.column(name).to_pylist() for name in names]
    numbers = data.column("source_row").to_pylist()
    by_row = _problems_by_row(reading.problems)
    used = [fields[name] for name in names]
    for at, number in enumerate(numbers):
        values, problems = _read(used, [column[at] for column in columns])
        where = Where(reading.file.name, reading.file.sheet, f"第 {number} 行")
        placed = [replace(p, where=replace(where, column=p.where.column)) for p in problems]
        yield Given(number, values, [*by_row.get(number, ()), *placed])


def _read(fields: Sequence[Field], cells: Sequence[Any]) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for each, cell in zip(fields, cells, strict=True):
        if cell is None or cell == "":
            continue
        if cell == CLEAR:
            values[each.name] = CLEAR
            continue
        value, fault = each.read(str(cell))
        if fault is not None:
            problems.append(replace(fault, where=Where(column=each.title)))
        else:
            values[each.name] = value
    return values, problems


def _problems_by_row(problems: Sequence[Problem]) -> dict[int, list[Problem]]:
    """Return the problems the reader placed in a cell, by the row of that cell."""
    by_row: dict[int, list[Problem]] = {}
    for each in problems:
        digits = "".join(sign for sign in each.where.cell if sign.isdigit())
        if digits:
            by_row.setdefault(int(digits), []).append(each)
    return by_row
