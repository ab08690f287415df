"""Write sheets safely: texts stay texts, and what does not fit is counted, not silently lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter

from quxiang.reports.wording import clean

MAX_ROWS = 1_048_576
MAX_CHARS = 32_767
MAX_LINKS = 65_530
CUT = "…"
#: a text beginning so is marked as text, so that editing the cell makes no formula of it
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere: XlsxWriter's ``internal:`` or ``external:`` target."""

    text: str
    target: str


Cell = str | int | float | Link | None


class Book:
    """A workbook being written; rows go in order, nothing is kept in memory."""

    def __init__(self, path: Path) -> None:
        self.workbook: Any = xlsxwriter.Workbook(str(path), _OPTIONS)
        base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
        add = self.workbook.add_format
        self.plain = add(base)
        self.text = add({**base, "text_wrap": True})
        self.quoted = add({**base, "text_wrap": True, "quote_prefix": True})
        self.whole = add({**base, "num_format": "#,##0"})
        self.rate = add({**base, "num_format": "0.00"})
        self.link = add({**base, "font_color": "#0F5A3E", "underline": 1})
        self.head = add(
            {**base, "bold": True, "bg_color": "#E9F0EC", "bottom": 1, "text_wrap": True}
        )
        self.strong = add({**base, "bold": True, "font_size": 13, "font_color": "#0F5A3E"})
        self.sheets: list[Sheet] = []
        self.cut_cells = 0

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.workbook.close()

    def sheet(self, name: str, widths: Sequence[int], *, header: bool = True) -> Sheet:
        sheet = Sheet(self, name, widths, header)
        self.sheets.append(sheet)
        return sheet

    def fitting(self, text: str) -> str:
        text = clean(text)
        if len(text) <= MAX_CHARS:
            return text
        self.cut_cells += 1
        return text[: MAX_CHARS - len(CUT)] + CUT


class Sheet:
    """One sheet: a header that stays in sight, a filter, rows; counts what it could not hold."""

    def __init__(self, book: Book, name: str, widths: Sequence[int], header: bool) -> None:
        self.book, self.name, self.framed = book, name, header
        self.worksheet: Any = book.workbook.add_worksheet(name)
        for at, width in enumerate(widths):
            self.worksheet.set_column(at, at, width)
        self.worksheet.hide_gridlines(2)
        self.columns = len(widths)
        self.next_row = self.lost = self.links = self.unlinked = 0

    def header(self, titles: Sequence[str]) -> None:
        self.labels(titles)
        self.worksheet.freeze_panes(1, 0)

    def labels(self, titles: Sequence[str]) -> None:
        for at, title in enumerate(titles):
            self.worksheet.write_string(self.next_row, at, title, self.book.head)
        self.next_row += 1

    def title(self, text: str) -> None:
        self.worksheet.write_string(self.next_row, 0, self.book.fitting(text), self.book.strong)
        self.next_row += 1

    def row(self, cells: Iterable[Cell]) -> None:
        if self.next_row >= MAX_ROWS:
            self.lost += 1
            return
        for at, cell in enumerate(cells):
            self._write(at, cell)
        self.next_row += 1

    def done(self) -> None:
        """Put a filter over all rows, once they are known."""
        last = max(self.next_row - 1, 1)
        self.worksheet.autofilter(0, 0, last, self.columns - 1)

    def _write(self, at: int, cell: Cell) -> None:
        if isinstance(cell, Link):
            self._link(at, cell)
        elif isinstance(cell, str):
            self._text(at, cell)
        elif isinstance(cell, int):
            self.worksheet.write_number(self.next_row, at, cell, self.book.whole)
        elif cell is not None:
            self.worksheet.write_number(self.next_row, at, cell, self.book.rate)

    def _text(self, at: int, text: str) -> None:
        text = self.book.fitting(text)
        if not text:
            return
        form = self.book.text if self.framed else self.book.plain
        if text.startswith(_FORMULA_STARTS):
            form = self.book.quoted
        self.worksheet.write_string(self.next_row, at, text, form)

    def _link(self, at: int, link: Link) -> None:
        if self.links >= MAX_LINKS:
            self.unlinked += 1
            self._text(at, link.text)
            return
        self.links += 1
        self.worksheet.write_url(self.next_row, at, link.target, self.book.link, link.text)
