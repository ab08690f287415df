"""How large a worksheet of a rarer format would become in memory, before it is loaded.

The spreadsheet library allocates every cell between the first and the last one used, so a
tiny file can ask for all memory. For xlsx the archive scan tells; here are xlsb and ods.
"""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

from quxiang.exchange.faults import refusal
from quxiang.problems import Where

_ROW_HEADER, _LAST_CELL_RECORD = 0, 11
_REPEAT = re.compile(
    rb"""table:number-columns-repeated=["'](\d+)["'][^>]*?office:value"""
    rb"""|office:value[^>]*?table:number-columns-repeated=["'](\d+)["']"""
)
_ROW_REPEAT = re.compile(
    rb"""table:number-rows-repeated=["'](\d+)["'](.*?)</table:table-row>""", re.S
)


def refuse_sparse_xlsb(path: Path, limit: int) -> None:
    """Raise ``UnusableError`` if a worksheet spans more than ``limit`` cells."""
    with ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".bin"):
                rows, columns, cells = _xlsb_extent(archive.read(entry))
                if rows * columns > max(limit, 8 * cells):
                    raise _sparse(path, rows, columns)


def _xlsb_extent(data: bytes) -> tuple[int, int, int]:
    position, rows, columns, cells = 0, 0, 0, 0
    while position < len(data):
        record, position = _varint(data, position, 2)
        size, position = _varint(data, position, 4)
        if record == _ROW_HEADER and size >= 4:
            rows = max(rows, int.from_bytes(data[position : position + 4], "little") + 1)
        elif 0 < record <= _LAST_CELL_RECORD and size >= 8:
            columns = max(columns, int.from_bytes(data[position : position + 4], "little") + 1)
            cells += 1
        position += size
    return rows, columns, cells


def _varint(data: bytes, position: int, most: int) -> tuple[int, int]:
    value = 0
    for shift in range(most):
        if position >= len(data):
            return value, position
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return value, position


def refuse_sparse_ods(path: Path, limit: int) -> None:
    """Raise ``UnusableError`` if repeated cells with content span more than ``limit`` cells."""
    with ZipFile(path) as archive:
        data = archive.read("content.xml") if "content.xml" in archive.namelist() else b""
    widest = max((int(a or b) for a, b in _REPEAT.findall(data)), default=1)
    rows = data.count(b"<table:table-row")
    for times, body in _ROW_REPEAT.findall(data):
        if b"office:value" in body:
            rows += int(times)
    cells = data.count(b"<table:table-cell")
    if rows * max(widest, 1) > max(limit, 8 * cells):
        raise _sparse(path, rows, widest)


def _sparse(path: Path, rows: int, columns: int) -> Exception:
    return refusal("sparse_sheet", Where(path.name), sheet="", rows=rows, columns=columns)
