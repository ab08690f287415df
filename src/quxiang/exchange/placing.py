"""Turn faults of distinct values into problems with a cell each."""

from __future__ import annotations

from dataclasses import dataclass, field

from quxiang.exchange.assignment import Assignment
from quxiang.exchange.cleaning import clean
from quxiang.exchange.distinct import Faulty
from quxiang.exchange.faults import problem
from quxiang.exchange.grids import Grid, Rows, cell, letter
from quxiang.exchange.heads import Head
from quxiang.problems import Problem, Where

#: said once per distinct value, at its first cell
_ONCE = frozenset({"unknown_state", "unknown_status", "unknown_word", "needs_child"})
_SHOWN = 60


@dataclass
class Placer:
    """Knows where each cell stands. ``rows`` are the Excel rows of the data, from 1."""

    file: str
    sheet: str
    rows: Rows
    letters: list[int]
    headers: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)

    def report(self, at: int, faults: list[Faulty]) -> None:
        """Add the problems of one column, a cell each or, for vocabularies, a value each."""
        for each in faults:
            self._report_one(at, each)

    def _report_one(self, at: int, faulty: Faulty) -> None:
        fault, header = faulty.fault, clean(self.headers[at])
        shown = faulty.value if fault.shown is None else fault.shown
        once, column = fault.code in _ONCE, letter(self.letters[at])
        facts = {"value": shown[:_SHOWN], **dict(fault.facts)}
        if faulty.schemes:
            facts["schemes"] = "、".join(faulty.schemes)
        if once and len(faulty.rows) > 1:
            facts["rows_in_all"] = len(faulty.rows)
        said = problem(fault.code, Where(), shown[:_SHOWN], **facts)
        for row in self.rows[faulty.rows[:1] if once else faulty.rows].tolist():
            place = Where(self.file, self.sheet, f"{column}{row}", header)
            self.problems.append(
                Problem(said.code, said.message, said.remedy, place, said.value, said.facts)
            )

    def report_row(self, code: str, at: int, **facts: object) -> None:
        """Add a problem of a whole row; ``at`` counts data rows from 0."""
        row = int(self.rows[at])
        place = Where(self.file, self.sheet, f"第 {row} 行")
        self.problems.append(problem(code, place, row=row, **facts))


def lost_cells(grid: Grid, head: Head, assignment: Assignment) -> list[Problem]:
    """Return the problems of cells that came without a value, and of merged areas, in data."""
    used = {
        grid.letters[at]: (at, name)
        for (name, _), places in assignment.columns.items()
        for at in places
    }
    found = []
    for row, column, code, shown in grid.bad_cells:
        if row > head.row and column in used:
            at, _ = used[column]
            place = Where(grid.file, grid.sheet, cell(row, column), clean(head.texts[at]))
            found.append(problem(code, place, shown))
    return found + _merged(grid, head, set(used))


def _merged(grid: Grid, head: Head, used: set[int]) -> list[Problem]:
    found = []
    for top, left, bottom, right in grid.merges:
        if head.row < top <= grid.height and used & set(range(left, right + 1)):
            area = f"{cell(top, left)}:{cell(bottom, right)}"
            place = Where(grid.file, grid.sheet, cell(top, left))
            found.append(problem("merged_cells", place, area=area))
    return found
