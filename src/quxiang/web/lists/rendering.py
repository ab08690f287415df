"""The many small parts of a list as HTML: its cells and its choices.

A template would look up five names for each of five hundred cells; this is most of what a page
of a list would cost. What surrounds them stays in the templates.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from quxiang.web.common.templatetags.parts import state

if TYPE_CHECKING:
    from quxiang.web.lists.page import Cell, Chip, Row

CHIP = (
    '<a class="dropdown-item{on}" href="{url}"><span class="me-auto">{label}</span>'
    '<span class="form-hint ms-3">{count}</span></a>'
)
BOX = (
    '<td><input type="checkbox" class="form-check-input" name="selected" value="{pk}" '
    'aria-label="选中第 {at} 行"></td>'
)


def rows_html(rows: Iterable[Row], *, selectable: bool) -> SafeString:
    """Return the body of a list's table."""
    parts = []
    for at, row in enumerate(rows, 1):
        box = BOX.format(pk=row.pk, at=at) if selectable else ""
        cells = "".join([_cell(cell) for cell in row.cells])
        parts.append(f'<tr data-row="{row.pk}">{box}{cells}</tr>')
    return mark_safe("\n".join(parts))  # noqa: S308 - every value in it was escaped


def _cell(cell: Cell) -> str:
    return f"{_opening(cell.title, cell.number, cell.labelled)}{_inner(cell)}</td>"


@lru_cache(maxsize=500)
def _opening(title: str, number: bool, labelled: bool) -> str:
    """Return the tag that begins every cell of a column."""
    kind = ' class="number"' if number else ' class="labelled"' if labelled else ""
    return f'<td data-label="{escaped(title)}"{kind}>'


def _inner(cell: Cell) -> str:
    if cell.link:
        return f'<a class="name" href="{escaped(cell.link)}">{escaped(cell.text)}</a>'
    if cell.tone is not None:
        return state(str(cell.text), cell.tone)
    return escaped(cell.text)


def chips_html(chips: Iterable[Chip]) -> SafeString:
    """Return the choices of a filter with their counts."""
    parts = [
        CHIP.format(
            on=" active" if chip.on else "", url=escaped(chip.url), label=escaped(chip.label),
            count="" if chip.count is None else f"{chip.count:,}",
        )
        for chip in chips
    ]  # fmt: skip
    return mark_safe("".join(parts))  # noqa: S308 - every value in it was escaped


def escaped(value: object) -> str:
    """Return a value as a template would show it."""
    if type(value) is str:  # most are; what is safe already is a class of its own
        return escape(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return conditional_escape(value if isinstance(value, str) else str(localize(value)))
