"""Look into a zipped workbook before it is read: its real unpacked size.

Sizes are counted by unpacking, for a zip directory can lie; worksheets are looked at on the way.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from quxiang.exchange.faults import refusal
from quxiang.exchange.sheetxml import SheetScan, scan_sheet
from quxiang.problems import Where

_CHUNK = 1 << 20
#: above this many unpacked bytes an entry must not be packed tighter than MAX_RATIO
_RATIO_FROM, _MAX_RATIO = 64 << 20, 400
_MAX_ENTRIES = 10_000


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
            scans[entry.filename] = scan_sheet(chunks)
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
