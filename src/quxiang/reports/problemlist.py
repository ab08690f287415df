"""Problems as a person reads them: the same one in many cells is one entry with its cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quxiang.problems import Problem
from quxiang.reports.labels import Words
from quxiang.reports.wording import heads

#: cells written out before "等 N 处"
CELLS_SHOWN = 6


@dataclass(frozen=True)
class Entry:
    """One problem and every cell that has it; ``problem`` is the first."""

    problem: Problem
    cells: tuple[str, ...]

    def cells_text(self, word: Words) -> str:
        """Return ``G12、G15``; of many the first few and how many."""
        shown = word("comma").join(self.cells[:CELLS_SHOWN])
        if len(self.cells) > CELLS_SHOWN:
            return word("cells_more").format(cells=shown, n=heads(len(self.cells)))
        return shown


def said(problem: Problem, word: Words) -> str:
    """Return value, sentence and remedy as one line; a value the sentence names stands once."""
    told = word("then").format(message=problem.message, remedy=problem.remedy)
    if not problem.value or f"“{problem.value}”" in told:
        return told
    return word("value_said").format(value=problem.value, said=told)


def entries(problems: Iterable[Problem]) -> list[Entry]:
    """Return problems that differ only in their cell as one entry, in the order they came."""
    cells: dict[Problem, list[str]] = {}
    first: dict[tuple[str, ...], Problem] = {}
    for each in problems:
        problem = first.setdefault(_sameness(each), each)
        cells.setdefault(problem, []).append(each.where.cell)
    return [
        Entry(problem, tuple(dict.fromkeys(filter(None, named))))
        for problem, named in cells.items()
    ]


def _sameness(each: Problem) -> tuple[str, ...]:
    at = each.where
    return (each.code, at.file, at.sheet, at.column, each.value, each.message, each.remedy)
