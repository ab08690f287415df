"""Which rows below the header are data; headers, sums, notes and blanks are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.assignment import Assignment
from quxiang.exchange.cleaning import blank, clean
from quxiang.exchange.faults import problem
from quxiang.exchange.grids import Grid, Rows, filled
from quxiang.exchange.headers import fold_header
from quxiang.exchange.heads import Head
from quxiang.problems import Problem, Where

_SUMMARY = re.compile(
    r"^(合计|总计|小计|共计|总人数|本页|本表|填表|制表|审核人|审核签字|填报人|填报单位|填报日期|负责人签|单位盖章|学院盖章|经办人|备注|说明|注)"
)
#: rows right below the header in which a note may stand where a number is wanted
_NOTE_ROWS = 3
_SHOWN = 20
#: a number of a person: 合计 120 人 is none
_NUMBER = r"^[^\p{Han}]*[0-9０-９]"
#: 合计 beside a count of people, which may stand below 学号
_TOTAL = r"^\s*[合总小共]\s*计"

Mask = npt.NDArray[np.bool_]


def data_rows(grid: Grid, head: Head, assignment: Assignment) -> tuple[Rows, list[Problem]]:
    """Return the data rows (0-based in the grid) and a problem for each row left out but blank."""
    rows: Rows = np.flatnonzero(filled(grid.columns)).astype(np.int64)
    rows = rows[rows >= head.row]
    doubtful = rows[~_keyed(grid, assignment)[rows]]
    left_out, problems = [], []
    for row in _told_apart(grid, head, assignment, doubtful):
        cells = [column[int(row)].as_py() for column in grid.columns]
        found = _verdict(grid, head, assignment, cells, int(row))
        if found:
            problems.append(found)
            left_out.append(row)
    return np.setdiff1d(rows, np.array(left_out, dtype=np.int64)), problems


def _keyed(grid: Grid, assignment: Assignment) -> Mask:
    """Return which rows have a digit in one of their key columns, and in none the word total."""
    places = [at for name in assignment.key_fields for at in assignment.places(name)]
    columns = [grid.columns[at] for at in places]
    return _any_like(columns, _NUMBER, grid.height) & ~_any_like(columns, _TOTAL, grid.height)


def _any_like(columns: Iterable[pa.Array], pattern: str, height: int) -> Mask:
    mask: Mask = np.zeros(height, dtype=bool)
    for column in columns:
        found = pc.match_substring_regex(column, pattern)
        mask |= found.fill_null(False).to_numpy(zero_copy_only=False)
    return mask


def _told_apart(grid: Grid, head: Head, assignment: Assignment, doubtful: Rows) -> Rows:
    """Return the doubtful rows worth a look: their first cell tells, or it is alone."""
    if not len(doubtful):
        return doubtful
    index = pa.array(doubtful)
    first, count = None, np.zeros(len(doubtful), dtype=np.int64)
    for column in grid.columns:
        part = column.take(index)
        first = part if first is None else pc.coalesce(first, part)
        count += part.is_valid().to_numpy(zero_copy_only=False)
    telling = pc.match_substring_regex(pc.utf8_trim_whitespace(first), _SUMMARY.pattern)
    chosen = telling.fill_null(False).to_numpy(zero_copy_only=False) | (count == 1)
    chosen |= doubtful < head.row + _NOTE_ROWS
    chosen |= _same_as_header(grid, head, assignment, index)
    told: Rows = doubtful[chosen]
    return told


def _same_as_header(grid: Grid, head: Head, assignment: Assignment, index: pa.Array) -> Mask:
    """Return which rows hold, in some recognised column, that column's own header."""
    mask: Mask = np.zeros(len(index), dtype=bool)
    for places in assignment.columns.values():
        for at in places:
            header = pa.scalar(head.texts[at], pa.string())
            same = pc.equal(grid.columns[at].take(index), header)
            mask |= same.fill_null(False).to_numpy(zero_copy_only=False)
    return mask


def _verdict(
    grid: Grid, head: Head, assignment: Assignment, cells: list[str | None], row: int
) -> Problem | None:
    texts = [clean(cell or "") for cell in cells]
    same = sum(
        bool(text) and fold_header(text) == fold_header(head.texts[at])
        for at, text in enumerate(texts)
    )
    first = next((text for text in texts if text), "")
    where = Where(grid.file, grid.sheet, f"第 {row + 1} 行")
    if same >= 2:
        return problem("repeated_header", where, row=row + 1)
    if _SUMMARY.match(first.replace(" ", "")):
        return problem("summary_row", where, row=row + 1, text=first[:_SHOWN])
    if _is_note(texts, assignment, row - head.row):
        return problem("note_row", where, row=row + 1, text=first[:_SHOWN])
    return None


def _is_note(texts: list[str], assignment: Assignment, below: int) -> bool:
    """Say whether a row without a number is a remark: words in a key cell, or one lonely cell."""
    keys = [
        not blank(texts[at]) for name in assignment.key_fields for at in assignment.places(name)
    ]
    if below < _NOTE_ROWS and any(keys) and assignment.by_person:
        return True
    lonely = [at for at, text in enumerate(texts) if text]
    return (
        len(lonely) == 1
        and lonely[0] not in assignment.places("name")
        and (assignment.by_person or not any(keys))
    )
