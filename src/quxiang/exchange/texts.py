"""Text files (csv, txt, tsv) to a grid: encoding, delimiter, quoted line breaks."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from quxiang.exchange.faults import problem, refusal
from quxiang.exchange.grids import Grid
from quxiang.problems import Problem, Where

_BATCH = 4096
_DELIMITERS = ",\t;|"
#: a single field with more line breaks than this is an unclosed quote
_MAX_BREAKS = 50
_MAX_FIELD = 1 << 20
_MAX_COLUMNS = 2000


def read_text(path: Path) -> Grid:
    """Read a delimited text file as text cells; raise ``UnusableError`` if it cannot be split."""
    where = Where(path.name)
    text, encoding, problems = _decoded(path.read_bytes(), where)
    if not text.strip("\x00\x1a \t\r\n,;|"):
        raise refusal("empty_sheet", where)
    columns = _split(text.replace("\x00", "").rstrip("\x1a"), where)
    return Grid(path.name, "", columns, list(range(len(columns))), encoding, problems)


def _decoded(data: bytes, where: Where) -> tuple[str, str, list[Problem]]:
    for mark, name in (
        (b"\xef\xbb\xbf", "UTF-8"),
        (b"\xff\xfe", "UTF-16"),
        (b"\xfe\xff", "UTF-16"),
    ):
        if data.startswith(mark) and name == "UTF-16":
            return _utf16(data, "utf-16", where), name, []
    if data[1::2].count(0) * 3 > len(data) // 2:
        return _utf16(data, "utf-16-le", where), "UTF-16", []
    data = data.removeprefix(b"\xef\xbb\xbf")
    for codec, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
        try:
            return data.decode(codec), name, []
        except UnicodeDecodeError:
            continue
    return _mixed(data, where)


def _utf16(data: bytes, codec: str, where: Where) -> str:
    try:
        return data[: len(data) // 2 * 2].decode(codec)
    except UnicodeDecodeError:
        raise refusal("undecodable", where) from None


def _mixed(data: bytes, where: Where) -> tuple[str, str, list[Problem]]:
    """Decode line by line, each line by itself; lines unlike the rest are problems."""
    lines = data.split(b"\n")
    tried = [_line(line) for line in lines]
    kinds = Counter(kind for _, kind in tried if kind)
    encoding = max(("UTF-8", "GB18030"), key=lambda kind: kinds[kind])
    if kinds["?"] * 2 > sum(kinds.values()):
        raise refusal("undecodable", where)
    problems = []
    for row, (text, kind) in enumerate(tried, start=1):
        if kind not in ("", encoding):
            place = Where(where.file, "", f"第 {row} 行")
            shown = text.strip()[:20] if kind == "?" else ""
            problems.append(problem("mixed_encoding", place, shown, row=row, encoding=encoding))
    return "\n".join(text for text, _ in tried), encoding, problems


def _line(line: bytes) -> tuple[str, str]:
    if line.isascii():
        return line.decode("ascii"), ""
    for codec, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
        try:
            return line.decode(codec), name
        except UnicodeDecodeError:
            continue
    return line.decode("gb18030", errors="replace"), "?"


def _delimiter(text: str) -> str:
    """Return the delimiter that splits most of the first lines into the same number of cells."""
    lines = [line for line in text[:65536].splitlines()[:20] if line.strip()]
    scores = {}
    for mark in _DELIMITERS:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        width, times = max(counts.items(), key=lambda item: item[0] * item[1], default=(0, 0))
        scores[mark] = width * times
    return max(_DELIMITERS, key=lambda mark: scores[mark])


def _split(text: str, where: Where) -> list[pa.Array]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    csv.field_size_limit(_MAX_FIELD)
    batches: list[list[pa.Array]] = []
    row = 0
    try:
        for rows in _batches(reader):
            _refuse_swallowed(rows, row, where)
            batches.append(_columns(rows))
            row += len(rows)
    except csv.Error:
        raise refusal("unclosed_quote", where, row=row + 1) from None
    return _joined(batches)


def _batches(reader: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    for row in reader:
        rows.append(row[:_MAX_COLUMNS])
        if len(rows) == _BATCH:
            yield rows
            rows = []
    if rows:
        yield rows


def _refuse_swallowed(rows: list[list[str]], before: int, where: Where) -> None:
    for number, row in enumerate(rows, start=before + 1):
        for value in row:
            if len(value) > 200 and value.count("\n") > _MAX_BREAKS:
                raise refusal("unclosed_quote", where, row=number)


def _columns(rows: list[list[str]]) -> list[pa.Array]:
    width = max(1, *map(len, rows))
    padded = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    return [
        pa.array([value if value and not value.isspace() else None for value in cells], pa.string())
        for cells in zip(*padded, strict=True)
    ]


def _joined(batches: list[list[pa.Array]]) -> list[pa.Array]:
    """Return whole columns, letting go of the batches on the way."""
    heights = [len(batch[0]) for batch in batches]
    columns = []
    for number in range(max(map(len, batches))):
        parts = []
        for batch, height in zip(batches, heights, strict=True):
            has = number < len(batch)
            parts.append(batch[number] if has else pa.nulls(height, pa.string()))
            if has:
                batch[number] = None
        columns.append(pa.concat_arrays(parts))
    return columns
