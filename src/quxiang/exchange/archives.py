"""Look into a zipped workbook before it is read: real unpacked sizes, formulas, extent, merges.

Sizes are counted by unpacking, for a zip directory can lie. One pass also finds what the
spreadsheet library does not tell: formulas without a cached value and merged areas.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from quxiang.exchange.faults import refusal
from quxiang.exchange.grids import index_of
from quxiang.problems import Where

_CHUNK = 1 << 20
#: above this many unpacked bytes an entry must not be packed tighter than MAX_RATIO
_RATIO_FROM, _MAX_RATIO = 64 << 20, 400
_MAX_ENTRIES = 10_000

_FAR_COLUMN = re.compile(rb'r="([A-Za-z]{2,3})\d')
_FAR_ROW = re.compile(rb'r="[A-Za-z]{1,3}(\d{6,})')
#: a cell may name another row than it stands in; up to this row cells are not looked at
_UNSEEN_ROWS = 99_999
#: spellings of r="A1" that the quick patterns do not see
_ODD = (b"r='", b"r =", b'= "', b"= '", b"r\n", b"r\t", b"=\n", b"=\t")
_ANYWHERE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,3})(\d{1,10})""")
_ROW = re.compile(rb"""<row [^>]*?\br=["'](\d+)"""), re.compile(rb""":row [^>]*?\br=["'](\d+)""")
_VALUE_ENDS = (b"</v>", b"</is>", b":v>", b":is>", b"</t>", b":t>")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]+)(\d+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>|<(?:\w+:)?v xml:space=[^>]*>[^<]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)""")


@dataclass
class SheetScan:
    """What one pass over a worksheet's XML tells. ``cells`` counts cell elements."""

    entry: str = ""
    cells: int = 0
    last_row: int = 0
    last_column: int = 25
    #: (row from 1, column from 0)
    formulas_without_value: list[tuple[int, int]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def most_rows(self) -> int:
        """Rows there can be at most, as far as the quick look tells."""
        return max(self.last_row, _UNSEEN_ROWS)


def scanned(path: Path, max_unpacked: int) -> dict[str, SheetScan]:
    """Unpack every entry once, within limits; return scans of the worksheets by entry name.

    Raises ``UnusableError`` for a zip bomb, a lying directory or a damaged archive.
    """
    where = Where(path.name)
    try:
        with ZipFile(path) as archive, path.open("rb") as file:
            return _scan_all(archive, file, where, max_unpacked)
    except (BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise refusal("damaged_workbook", where, detail="压缩包不完整") from error


def _scan_all(
    archive: ZipFile, file: BinaryIO, where: Where, max_unpacked: int
) -> dict[str, SheetScan]:
    entries = archive.infolist()
    declared = sum(entry.file_size for entry in entries)
    if declared > max_unpacked or len(entries) > _MAX_ENTRIES:
        raise refusal("zip_bomb", where, detail=f"目录写明 {declared >> 20} MB")
    scans, total = {}, 0
    for entry in entries:
        meter = _Meter(where, entry, max_unpacked - total)
        chunks = meter.counted(_unpacked(file, entry))
        if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
            scans[entry.filename] = _scan_sheet(entry.filename, chunks)
        else:
            for _ in chunks:
                pass
        total += meter.size
    return scans


class _Meter:
    """Counts what an entry really unpacks to and stops when it is too much."""

    def __init__(self, where: Where, entry: ZipInfo, limit: int) -> None:
        self.where, self.entry, self.limit, self.size = where, entry, limit, 0

    def counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        packed = max(1, self.entry.compress_size)
        for chunk in chunks:
            self.size += len(chunk)
            if self.size > self.limit:
                raise refusal("zip_bomb", self.where, detail=f"超过 {self.limit >> 20} MB")
            if self.size > _RATIO_FROM and self.size > _MAX_RATIO * packed:
                raise refusal("zip_bomb", self.where, detail=f"压缩比超过 {_MAX_RATIO}")
            yield chunk
        if self.size > self.entry.file_size:
            detail = "实际大小与目录不符"
            raise refusal("zip_bomb", self.where, detail=detail)


def _unpacked(file: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    """Yield an entry's bytes, at most a chunk at a time, whatever its directory says."""
    file.seek(entry.header_offset)
    local = file.read(30)
    if len(local) < 30 or not local.startswith(b"PK\x03\x04"):
        raise BadZipFile(entry.filename)
    file.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
    left = entry.compress_size
    if entry.compress_type not in (ZIP_DEFLATED, ZIP_STORED):
        raise BadZipFile(entry.filename)
    inflater = zlib.decompressobj(-15) if entry.compress_type == ZIP_DEFLATED else None
    while left > 0 and (packed := file.read(min(left, _CHUNK // 4))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, _CHUNK)
            packed = inflater.unconsumed_tail
    if left > 0 or (inflater is not None and not inflater.eof):
        raise BadZipFile(entry.filename)


def _scan_sheet(entry: str, chunks: Iterator[bytes]) -> SheetScan:
    scan, rest, far = SheetScan(entry), b"", set[bytes]()
    for chunk in chunks:
        text = rest + chunk
        cut = text.rfind(b"<", 0, max(0, text.rfind(b"</row") + 1)) if b"</row" in text else -1
        if cut < 0:
            rest = text if len(text) < 8 * _CHUNK else b""
            text = text if not rest else b""
        else:
            text, rest = text[:cut], text[cut:]
        _look(text, scan, far)
    _look(rest, scan, far)
    scan.last_column = max([scan.last_column, *(index_of(each.decode()) for each in far)])
    return scan


def _look(text: bytes, scan: SheetScan, far: set[bytes]) -> None:
    if not text:
        return
    prefixed = text.count(b":c ")
    scan.cells += text.count(b"<c ") + text.count(b"<c>") + prefixed
    _look_far(text[: max(text.rfind(end) for end in _VALUE_ENDS)], scan, far)
    if b"<f" in text or (prefixed and b":f" in text):
        scan.formulas_without_value += _unvalued(text)
    if b"mergeCell " in text:
        for left, top, right, bottom in _MERGE.findall(text):
            corner = index_of(left.decode()), index_of(right.decode())
            scan.merges.append((int(top), corner[0], int(bottom), corner[1]))


def _look_far(text: bytes, scan: SheetScan, far: set[bytes]) -> None:
    """Note the last row and far columns up to the last value; what is only formatted is free.

    Patterns start with plain letters: anything else is several times slower.
    """
    far.update(_FAR_COLUMN.findall(text))
    rows = _ROW[0].findall(text) or (_ROW[1].findall(text) if b":row " in text else [])
    rows += _FAR_ROW.findall(text)
    if any(odd in text for odd in _ODD):
        odd_rows, odd_columns = _extent(text)
        scan.last_row = max(scan.last_row, odd_rows)
        scan.last_column = max(scan.last_column, odd_columns - 1)
    scan.last_row = max([scan.last_row, *map(int, rows)])


def exact_extent(path: Path, name: str) -> tuple[int, int]:
    """Return how many rows and columns a worksheet spans up to its last value, cell by cell."""
    rows = columns = 0
    with ZipFile(path) as archive, path.open("rb") as file:
        rest = b""
        for chunk in _unpacked(file, archive.getinfo(name)):
            text = rest + chunk
            cut = max(text.rfind(end) for end in _VALUE_ENDS)
            found = _extent(text[:cut]) if cut > 0 else (0, 0)
            rows, columns = max(rows, found[0]), max(columns, found[1])
            rest = text[max(cut, 0) :][-_CHUNK:]
    return rows, columns


def _extent(text: bytes) -> tuple[int, int]:
    found = _ANYWHERE.findall(text)
    rows = max((int(row) for _, row in found), default=0)
    letters = {letters for letters, _ in found if letters}
    return rows, max((index_of(each.decode()) + 1 for each in letters), default=0)


def _unvalued(text: bytes) -> list[tuple[int, int]]:
    """Return the cells in ``text`` that have a formula but no cached value."""
    found = []
    for piece in _CELL.split(text)[1:]:
        if _FORMULA.search(piece) and not _VALUE.search(piece):
            reference = _REFERENCE.match(piece) or _REFERENCE.search(piece.split(b">", 1)[0])
            if reference:
                found.append((int(reference[2]), index_of(reference[1].decode())))
    return found
