"""DBF files to a grid: every field as text, exactly as stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.faults import problem, refusal
from quxiang.exchange.grids import Grid
from quxiang.problems import Problem, UnusableError, Where

_BATCH = 4096
#: language bytes that FoxPro and others write whatever the text is in
_VAGUE_LANGUAGES = frozenset({0x00, 0x01, 0x02, 0x03, 0x57, 0x58, 0x59})
_CHINESE_LANGUAGES = frozenset({0x4D, 0x7A})
_SAMPLE = 1 << 16


def read_dbf(path: Path) -> Grid:
    """Read a DBF file; row 1 of the grid is the field names, as Excel shows it."""
    where = Where(path.name)
    _refuse_bad_header(path, where)
    try:
        return _read(path, where)
    except UnusableError:
        raise
    except Exception as error:  # the reader raises whatever struct, codecs or int raise
        detail = str(error).split("\n", maxsplit=1)[0][:80] or type(error).__name__
        raise refusal("damaged_dbf", where, detail=detail.rstrip("。")) from error


def _read(path: Path, where: Where) -> Grid:
    from dbfread import DBF  # noqa: PLC0415  only DBF files need it

    encoding = _encoding(path)
    table = DBF(
        str(path), encoding=encoding, ignorecase=False, parserclass=_parser(),
        recfactory=None, ignore_missing_memofile=True, char_decode_errors="replace",
    )  # fmt: skip
    batches = [[pa.array([name], pa.string()) for name in table.field_names]]
    batches += [
        [pa.array(list(cells), pa.string()) for cells in zip(*rows, strict=True)]
        for rows in _batches(iter(table))
    ]
    columns = [pa.concat_arrays(list(parts)) for parts in zip(*batches, strict=True)]
    deleted = sum(1 for _ in table.deleted)
    said = "GB18030" if encoding == "gb18030" else encoding.upper()
    problems = [problem("deleted_records", where, count=deleted)] if deleted else []
    problems += _undecodable(columns, where, said)
    return Grid(path.name, "", columns, list(range(len(columns))), said, problems)


def _undecodable(columns: list[pa.Array], where: Where, encoding: str) -> list[Problem]:
    found = []
    for column in columns:
        bad = pc.match_substring(column, "\ufffd").fill_null(False).to_numpy(zero_copy_only=False)
        for row in (np.flatnonzero(bad) + 1).tolist():
            place = Where(where.file, "", f"第 {row} 行", column[0].as_py())
            found.append(problem("mixed_encoding", place, row=row, encoding=encoding))
    return found


def _batches(records: Iterator[list[tuple[str, str | None]]]) -> Iterator[list[list[str | None]]]:
    rows: list[list[str | None]] = []
    for record in records:
        rows.append([value for _, value in record])
        if len(rows) == _BATCH:
            yield rows
            rows = []
    if rows:
        yield rows


def _parser() -> Any:
    from dbfread import FieldParser  # noqa: PLC0415

    class TextParser(FieldParser):  # type: ignore[misc]
        """Gives every field as text; numbers keep the digits they were stored with."""

        def parse(self, field: Any, data: bytes) -> str | None:
            if field.type in "CNFDL0":
                text = self.decode_text(data.strip(b"\x00 ")) if data else ""
            else:
                value = super().parse(field, data)
                text = "" if value is None else str(value)
            text = text.strip("\x00 ")
            if field.type == "L":
                return {"T": "是", "Y": "是", "F": "否", "N": "否"}.get(text.upper())
            return text if text and not text.isspace() else None

    return TextParser


def _encoding(path: Path) -> str:
    """Return the encoding the language byte names; a vague one is tried as Chinese first."""
    data = path.read_bytes()
    language = data[29]
    if language in _CHINESE_LANGUAGES:
        return "gb18030"
    if language in _VAGUE_LANGUAGES:
        return _tried(data)
    from dbfread.codepages import guess_encoding  # noqa: PLC0415

    try:
        return str(guess_encoding(language))
    except LookupError:
        return _tried(data)


def _tried(data: bytes) -> str:
    body = data[int.from_bytes(data[8:10], "little") :]
    if not any(byte > 127 for byte in body[:_SAMPLE]):
        return "gb18030"
    record = max(1, int.from_bytes(data[10:12], "little"))
    sample = body[: max(1, _SAMPLE // record) * record]
    for codec in ("utf-8", "gb18030"):
        try:
            sample.decode(codec)
        except UnicodeDecodeError:
            continue
        return codec
    return "gb18030"


def _refuse_bad_header(path: Path, where: Where) -> None:
    """Refuse field descriptions that do not add up: the reader would loop or run astray."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    header, record = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    total, position, fields = 1, 32, 0
    while position + 32 <= min(header, len(head)) and head[position] not in (0x0D, 0x0A):
        length = head[position + 16]
        if head[position + 11 : position + 12] == b"C":
            length |= head[position + 17] << 8
        total, position, fields = total + length, position + 32, fields + 1
    if not fields or total != record:
        raise refusal("damaged_dbf", where, detail="字段长度与记录长度不符")
