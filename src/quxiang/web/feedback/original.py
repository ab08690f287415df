"""A list as it came: the worksheet cell by cell, kept to be given back with our answers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from quxiang.exchange import ReadOptions
from quxiang.exchange.assignment import assign
from quxiang.exchange.grids import Grid
from quxiang.exchange.opening import find_table
from quxiang.exchange.reading import mapped_book
from quxiang.problems import Where
from quxiang.standards import Settings, load
from quxiang.web.common import sealed
from quxiang.web.imports import files
from quxiang.web.imports.models import Import
from quxiang.web.imports.reading import MAX_UNPACKED

PURPOSE = "original"
Line = list[str]


@dataclass(frozen=True)
class Original:
    """A worksheet: its name, the row of its header, and every row from the first on."""

    sheet: str
    header_row: int
    rows: list[Line]

    @property
    def head(self) -> Line:
        return self.rows[self.header_row - 1]

    def row(self, number: int) -> Line:
        """Return the cells of a row as the worksheet counts; none beyond its end."""
        return self.rows[number - 1] if 0 < number <= len(self.rows) else []

    def digests(self) -> dict[int, str]:
        """Return what each row below the header is known again by; of two alike, each its own."""
        seen: Counter[str] = Counter()
        found = {}
        for number, cells in enumerate(self.rows[self.header_row :], self.header_row + 1):
            text = " | ".join(cells)
            seen[text] += 1
            found[number] = sealed.blind(f"{text}#{seen[text]}", "feedback")
        return found

    def sealed(self) -> str:
        told = {"sheet": self.sheet, "header_row": self.header_row, "rows": self.rows}
        return sealed.seal(json.dumps(told, ensure_ascii=False), PURPOSE)


def opened(text: str) -> Original:
    """Return what was sealed."""
    return Original(**json.loads(sealed.unseal(text, PURPOSE)))


def read(upload: Import, table: str) -> tuple[Original, list[tuple[int, str]]]:
    """Read an upload whole; beside it the columns that are no field, by place and header."""
    options = ReadOptions(
        standard=load(), settings=Settings(), key=b"imports", mapping=upload.mapping,
        sheet=upload.sheet or None, max_unpacked=MAX_UNPACKED,
    )  # fmt: skip
    with files.opened(upload.path, upload.filename) as path:
        book = mapped_book(table, options, strict=False, where=Where(path.name))
        found = find_table(path, book, options)
        columns = assign(found.grid, found.head, book).understood
        used = {each.header for each in columns if each.field is not None}
        whole = Original(found.grid.sheet, found.head.row, _rows(found.grid))
        heads = zip(found.grid.letters, found.head.texts, strict=False)
        return whole, [(at, title) for at, title in heads if title and title not in used]


def _rows(grid: Grid) -> list[Line]:
    """Return the cells by place, columns the reader found empty among them."""
    width = max(grid.letters, default=-1) + 1
    rows = []
    for cells in grid.rows(0, grid.height):
        row = [""] * width
        for at, cell in zip(grid.letters, cells, strict=True):
            row[at] = cell or ""
        rows.append(row)
    return rows
