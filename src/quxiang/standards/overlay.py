"""A school's changes to the shipped tables: rows (table, code, field, value, by, at, reason)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path

from quxiang.problems import Problem, UnusableError, Where
from quxiang.standards.sources import digest

NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Change:
    """One cell a school sets: ``table`` may end in ``_2021`` or ``_2024`` to mean one scheme only.

    ``at`` is the day or moment of the change as ISO text; ``place`` says where it was read.
    """

    table: str
    code: str
    field: str
    value: str
    by: str
    at: str
    reason: str
    place: Where = NOWHERE

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(str(each) for each in astuple(self)[:-1])


COLUMNS = tuple(field.name for field in fields(Change))[:-1]


@dataclass(frozen=True)
class Overlay:
    """Changes in the order they take effect: by their moment, then as written."""

    rows: tuple[Change, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all rows; where a row was read does not matter."""
        return digest([row.cells for row in self.rows])


def overlay_of(rows: Iterable[Change]) -> Overlay:
    """Return an overlay of rows in any order."""
    return Overlay(
        tuple(sorted(rows, key=lambda row: (_moment(row.at) or datetime(1, 1, 1)).isoformat()))
    )


def read_overlay(directory: Path) -> Overlay:
    """Read every ``*.csv`` of a folder, by name.

    Raises ``UnusableError`` with every problem: no folder or file, a bad header, an empty cell,
    a moment that is none. Whether table, field and code exist is found when it is applied.
    """
    paths = sorted(directory.glob("*.csv")) if directory.is_dir() else []
    if not paths:
        message = f"文件夹 {directory.name} 里没有 CSV 文件。"
        remedy = f"请给出存放本校代码表修订的文件夹，其中的 CSV 有列：{'、'.join(COLUMNS)}。"
        raise UnusableError(Problem("overlay_no_file", message, remedy, Where(str(directory))))
    problems: list[Problem] = []
    rows = [row for path in paths for row in _read(path, problems)]
    if problems:
        raise UnusableError(problems)
    return overlay_of(rows)


def _read(path: Path, problems: list[Problem]) -> list[Change]:
    text = _text(path, problems)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cells)]
    except csv.Error:
        at = Where(path.name, cell=f"第 {reader.line_num} 行")
        message = "这一行不是合格的 CSV，多半是引号没有配对。"
        problems.append(Problem("overlay_bad_csv", message, "请检查这一行的引号与逗号。", at))
        return []
    return _changes(path.name, lines, problems)


def _text(path: Path, problems: list[Problem]) -> str | None:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = "文件既不是 UTF-8 也不是 GB18030 文字。"
    problems.append(
        Problem("overlay_bad_encoding", message, "请另存为 UTF-8 的 CSV。", Where(path.name))
    )
    return None


def _changes(
    file: str, lines: list[tuple[int, list[str]]], problems: list[Problem]
) -> list[Change]:
    header = [cell.strip() for cell in lines[0][1]] if lines else []
    if sorted(header) != sorted(COLUMNS):
        message = "表头须恰好是这些列：" + "、".join(COLUMNS) + "。"
        at = Where(file, cell="第 1 行")
        problems.append(
            Problem("overlay_bad_header", message, "请改正第一行。", at, ",".join(header))
        )
        return []
    rows = (_change(Where(file, cell=f"第 {n} 行"), header, c, problems) for n, c in lines[1:])
    return [row for row in rows if row is not None]


def _change(
    at: Where, header: list[str], cells: list[str], problems: list[Problem]
) -> Change | None:
    before = len(problems)
    if len(cells) != len(header):
        message = f"这一行有 {len(cells)} 格，表头有 {len(header)} 列。"
        problems.append(Problem("overlay_bad_row", message, "请补齐或删去多余的格。", at))
        return None
    row = Change(**dict(zip(header, (cell.strip() for cell in cells), strict=True)), place=at)
    for name in ("table", "code", "field", "by", "at", "reason"):
        if not getattr(row, name):
            message = f"“{name}”是空的；修订须写明改什么、由谁、何时、为何。"
            problems.append(Problem("overlay_empty_cell", message, f"请填写“{name}”。", at))
    if row.at and _moment(row.at) is None:
        message = f"“{row.at}”不是日期或时刻。"
        problems.append(
            Problem(
                "overlay_bad_moment", message, "请写成 2024-05-01 或 2024-05-01T09:00。", at, row.at
            )
        )
    return row if len(problems) == before else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
