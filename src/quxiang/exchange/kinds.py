"""What a file is by its content, never by its extension; what cannot be read is refused here."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from quxiang.exchange.faults import refusal
from quxiang.problems import Where


class Kind(StrEnum):
    """The formats that can be read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    DBF = "dbf"
    TEXT = "text"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = {
    b"%PDF": "PDF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"II*\x00": "图片",
    b"MM\x00*": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"PAR1": "Parquet 文件",
    b"SQLite format 3": "数据库文件",
    b"{\\rtf": "RTF 文档",
    b"MZ": "程序文件",
    b"\x7fELF": "程序文件",
}
_DBF_VERSIONS = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\x8e\xcb\xf5\xfb")
_HEAD = 4096


def kind_of(path: Path) -> Kind:
    """Return what ``path`` holds; raise ``UnusableError`` for anything that is no table."""
    where = Where(path.name)
    head = _head(path, where)
    if head.startswith(b"PK"):
        return _zip_kind(path, where)
    if head.startswith(_OLE):
        return _ole_kind(path, where)
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            raise refusal("not_spreadsheet", where, what=what)
    if _is_dbf(head, path.stat().st_size):
        return Kind.DBF
    return _text_kind(head, where)


def _head(path: Path, where: Where) -> bytes:
    try:
        if path.is_dir():
            raise refusal("is_directory", where)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise refusal("missing_file", where) from None
    except PermissionError:
        raise refusal("no_permission", where) from None
    except (OSError, ValueError) as error:
        raise refusal("unreadable", where, detail=type(error).__name__) from None
    if not head:
        raise refusal("empty_file", where)
    return head


def _zip_kind(path: Path, where: Where) -> Kind:
    try:
        with ZipFile(path) as archive:
            names = {info.filename.lower() for info in archive.infolist()}
            encrypted = any(info.flag_bits & 1 for info in archive.infolist())
            mime = archive.read("mimetype")[:100] if "mimetype" in names and not encrypted else b""
    except (BadZipFile, OSError, ValueError, KeyError, NotImplementedError, EOFError) as error:
        raise refusal("damaged_workbook", where, detail="压缩包不完整") from error
    except Exception as error:  # zlib.error has no common base with the others
        raise refusal("damaged_workbook", where, detail=type(error).__name__) from error
    if encrypted:
        raise refusal("encrypted", where)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise refusal("macro_workbook", where)
    return _workbook_kind(names, mime, where)


def _workbook_kind(names: set[str], mime: bytes, where: Where) -> Kind:
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return Kind.XLSB if "xl/workbook.bin" in names else Kind.XLSX
    if b"opendocument.spreadsheet" in mime:
        return Kind.ODS
    raise refusal("zip_not_workbook", where)


def _ole_kind(path: Path, where: Where) -> Kind:
    data = path.read_bytes()

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise refusal("encrypted", where)
    if has("_VBA_PROJECT"):
        raise refusal("macro_workbook", where)
    if not has("Workbook") and not has("Book"):
        what = "Word 文档" if has("WordDocument") else "其他程序的文档"
        raise refusal("not_spreadsheet", where, what=what)
    return Kind.XLS


def _is_dbf(head: bytes, size: int) -> bool:
    if len(head) < 33 or head[0] not in _DBF_VERSIONS:
        return False
    header, record = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    return head[2] <= 12 and head[3] <= 31 and 33 <= header <= size + 1 and record >= 2


def _text_kind(head: bytes, where: Where) -> Kind:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        webpage = b"<html" in start or b"<table" in start or b"<!doctype html" in start
        raise refusal("html_as_workbook" if webpage else "xml_as_workbook", where)
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and not _looks_utf16(head):
        control = sum(byte < 32 and byte not in b"\t\r\n\x0c\x1a\x1b" for byte in head)
        if control * 50 > len(head):
            raise refusal("not_spreadsheet", where, what="二进制文件")
    return Kind.TEXT


def _looks_utf16(head: bytes) -> bool:
    sample = head[: len(head) // 2 * 2]
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    return max(zeros) * 5 > len(sample) // 2 and min(zeros) * 20 < len(sample) // 2 + 20
