"""Write the tables of a season as the workbooks a school would have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import xlsxwriter

from quxiang.simulation.draws import stream
from quxiang.simulation.extras import EXTRAS
from quxiang.simulation.inputs import write_inputs
from quxiang.simulation.layouts import LAYOUTS, TRUTH_HEADS, Head
from quxiang.simulation.papers import PAPERS, Paper
from quxiang.simulation.season import MOMENT
from quxiang.simulation.spelling import Cells
from quxiang.standards import load

_TRUTH = Paper("真值", "真值", "埋入的问题与对照（应当报告为“否”的是对照）")
_WIDTH = 14
_WITH_RAW = "identity_no"


def write_workbooks(
    folder: Path, tables: Mapping[str, pa.Table], truth: pa.Table | None = None, *, seed: int = 7,
    moment: datetime = MOMENT, done: Callable[[str], None] = lambda _: None,
) -> Path:  # fmt: skip
    """Write one workbook a table into ``folder`` and return the file that lists them.

    ``tables`` are those of ``season_tables(raw=True)``, planted or clean; with ``truth`` a
    workbook tells what was planted. A table without rows is not written. The same input gives
    the same bytes. ``done`` hears the name of each file. Raises ``ValueError`` for tables without
    raw numbers: their workbooks could not be linked.
    """
    if _WITH_RAW not in tables["graduates"].column_names:
        raise ValueError("Workbooks need tables made with raw=True.")
    folder.mkdir(parents=True, exist_ok=True)
    written = {name: paper for name, paper in PAPERS.items() if tables[name].num_rows}
    for name, paper in PAPERS.items():
        (folder / paper.name).unlink(missing_ok=True)
        if name in written:
            random = stream(seed, "spelling", name)
            _write(folder / paper.name, paper, LAYOUTS[name], tables[name], random)
            done(paper.name)
    (folder / _TRUTH.name).unlink(missing_ok=True)
    if truth is not None:
        _write(folder / _TRUTH.name, _TRUTH, TRUTH_HEADS, truth, stream(seed, "truth"))
    files = {name: paper.name for name, paper in written.items()}
    return write_inputs(folder, files, moment)


def _write(
    path: Path, paper: Paper, heads: Iterable[Head], table: pa.Table, random: np.random.Generator
) -> None:
    heads = tuple(heads)
    columns = [_cells(head, table, random) for head in heads]
    with xlsxwriter.Workbook(path) as book:  # shared strings: names and words come back often
        book.set_properties({"created": MOMENT, "title": paper.title or paper.sheet})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(paper.sheet)
        sheet.set_column(0, len(heads) - 1, _WIDTH)
        sheet.freeze_panes(paper.header, 0)
        if paper.title:
            sheet.write_string(0, 0, paper.title, bold)
        for at, head in enumerate(heads):
            sheet.write_string(paper.header - 1, at, head.header, bold)
        for row, column, text in _filled(columns):
            sheet.write_string(paper.header + row, column, text)


def _filled(columns: list[Cells]) -> Iterator[tuple[int, int, str]]:
    """Yield the cells that hold something: row, column, text."""
    for row, cells in enumerate(zip(*columns, strict=True)):
        for column, text in enumerate(cells):
            if text is not None:
                yield row, column, text


def _cells(head: Head, table: pa.Table, random: np.random.Generator) -> Cells:
    if head.source in EXTRAS:
        return EXTRAS[head.source](table, random)
    values = table.column(head.source).to_pylist()
    names = _names(head.names) if head.names else head.words
    return head.write([names.get(value, value) for value in values] if names else values, random)


def _names(table: str) -> Mapping[str, str]:
    return {code: row.name for code, row in load().tables[table].rows.items()}
