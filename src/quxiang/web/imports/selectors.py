"""What a preview shows of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from quxiang.web.imports.models import Correction, Import, StagedRow
from quxiang.web.imports.services.correcting import faulty_cells
from quxiang.web.imports.states import ImportState
from quxiang.web.imports.targets import Diff, get_target


class Cell(NamedTuple):
    """A faulty cell: what its input is called, its title, what stands there."""

    name: str
    title: str
    text: str


class Correct(NamedTuple):
    """A cell that was set right by hand: its title, by whom and when."""

    title: str
    by: str
    at: datetime


class Line(NamedTuple):
    """A row of a preview: what changes, its cells to be set right, and those that were."""

    row: StagedRow
    diff: Diff
    cells: Sequence[Cell]
    corrected: Sequence[Correct]


def lines_of(upload: Import, rows: Sequence[StagedRow]) -> list[Line]:
    """Return rows as the preview shows them; cells can be set right only while it is one."""
    cells: dict[int, list[Cell]] = defaultdict(list)
    if upload.state == ImportState.PREVIEW:
        for number, name, title, text in faulty_cells(upload, rows):
            cells[number].append(Cell(f"cell:{number}:{name}", title, text))
    corrected: dict[int, list[Correct]] = defaultdict(list)
    titles = {each.name: each.title for each in get_target(upload.target).fields}
    kept = Correction.objects.filter(upload=upload, row__in=[row.number for row in rows])
    for each in kept.select_related("by").order_by("pk"):
        title = titles.get(each.field, each.field)
        corrected[each.row].append(Correct(title, each.by.name, each.at))
    diffs = get_target(upload.target).diffs(upload, rows)
    return [
        Line(row, diff, cells[row.number], corrected[row.number])
        for row, diff in zip(rows, diffs, strict=True)
    ]
