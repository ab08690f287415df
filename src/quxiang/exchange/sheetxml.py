"""One pass over a worksheet's XML: what the spreadsheet library does not tell.

How far its cells reach, which the library would allocate in full; formulas without a cached
value; merged areas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from quxiang.exchange.grids import Rows, index_of

Bytes = npt.NDArray[np.uint8]

#: a piece of XML without the end of a row is kept up to this many bytes
_LONGEST_ROW, _OVERLAP = 8 << 20, 128
_DIGITS, _LETTERS = 7, 3
_ROW_END = b"</row"
#: ends of </v>, </is> and </t>, with any prefix
_VALUE_ENDS = (b"v>", b"s>", b"t>")
_ODD_REFERENCE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,3})(\d{1,10})""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]+)(\d+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v(?: xml:space=[^>]*)?>[^<]|<(?:\w+:)?is>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)""")


@dataclass
class SheetScan:
    """What the pass found. ``rows`` and ``columns`` reach to the last value, ``cells`` is all."""

    cells: int = 0
    rows: int = 0
    columns: int = 0
    #: elements are written <x:c>, as some programs do
    prefixed: bool = False
    #: (row from 1, column from 0)
    formulas_without_value: list[tuple[int, int]] = field(default_factory=list)
    #: (first row, first column, last row, last column)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def scan_sheet(chunks: Iterable[bytes]) -> SheetScan:
    """Scan a worksheet given in chunks of any size, row by whole row."""
    scan, rest = SheetScan(), b""
    for chunk in chunks:
        scan.prefixed = scan.prefixed or b":worksheet" in chunk[:1024]
        text = rest + chunk
        cut = text.rfind(_ROW_END)
        if cut >= 0:
            _look(text[:cut], scan)
            rest = text[cut:]
        elif len(text) < _LONGEST_ROW:
            rest = text
        else:
            _look_far(text, scan)
            rest = text[-_OVERLAP:]
    _look(rest, scan)
    for left, top, right, bottom in _MERGE.findall(rest):  # they stand behind the last row
        corner = index_of(left.decode()), index_of(right.decode())
        scan.merges.append((int(top), corner[0], int(bottom), corner[1]))
    return scan


def _look(text: bytes, scan: SheetScan) -> None:
    # what stands behind the last value is only formatted, and takes no memory
    _look_far(text[: max(text.rfind(end) for end in _VALUE_ENDS) + 1], scan)
    if b"<f" in text or (scan.prefixed and b":f" in text):
        scan.formulas_without_value += _unvalued(text)


def _look_far(text: bytes, scan: SheetScan) -> None:
    """Note how far the cells of ``text`` reach, by every attribute ``r="…"`` in it."""
    plain = np.frombuffer(text + bytes(16), np.uint8)
    equals = np.flatnonzero(plain == ord("="))
    equals = equals[equals > 0]
    before, after = plain[equals - 1], plain[equals + 1]
    if ((before <= ord(" ")) | (after <= ord(" ")) | (after == ord("'"))).any():
        _look_far_slowly(text, scan)
    starts = equals[(before == ord("r")) & (after == ord('"'))] + 2
    columns, starts = _columns(plain, starts)
    rows = _rows(plain, starts)
    columns = np.where(rows > 0, columns, 0)  # xmlns:r="http:…" is no cell
    scan.cells += int(np.count_nonzero(columns))
    scan.columns = max(scan.columns, int(columns.max(initial=0)))
    scan.rows = max(scan.rows, int(rows.max(initial=0)))


def _columns(plain: Bytes, at: Rows) -> tuple[Rows, Rows]:
    """Return the column (from 1, 0 for none) named at each place, and where its digits begin."""
    values = np.zeros(len(at), np.int64)
    going = np.ones(len(at), bool)
    for _ in range(_LETTERS):
        letter = plain[at].astype(np.int64) | 0x20
        going &= (letter >= ord("a")) & (letter <= ord("z"))
        values = np.where(going, values * 26 + letter - ord("a") + 1, values)
        at = at + going
    return values, at


def _rows(plain: Bytes, at: Rows) -> Rows:
    """Return the number that begins at each place, 0 for none."""
    values = np.zeros(len(at), np.int64)
    going = np.ones(len(at), bool)
    for step in range(_DIGITS):
        digit = plain[at + step].astype(np.int64) - ord("0")
        going &= (digit >= 0) & (digit <= 9)
        values = np.where(going, values * 10 + digit, values)
    return values


def _look_far_slowly(text: bytes, scan: SheetScan) -> None:
    """Note the same where attributes are spelt r='A1' or r = "A1"."""
    found = _ODD_REFERENCE.findall(text)
    letters = {letters for letters, _ in found if letters}
    scan.rows = max([scan.rows, *(int(row) for _, row in found)])
    scan.columns = max([scan.columns, *(index_of(each.decode()) + 1 for each in letters)])


def _unvalued(text: bytes) -> list[tuple[int, int]]:
    """Return the cells in ``text`` that have a formula but no cached value."""
    found = []
    for piece in _CELL.split(text)[1:]:
        if _FORMULA.search(piece) and not _VALUE.search(piece):
            reference = _REFERENCE.match(piece) or _REFERENCE.search(piece.split(b">", 1)[0])
            if reference:
                found.append((int(reference[2]), index_of(reference[1].decode())))
    return found
