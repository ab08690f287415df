"""Find the header: which row, one row or two, and what stands above each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quxiang.exchange.declared import READABLE
from quxiang.exchange.grids import Grid
from quxiang.exchange.headers import HeaderBook, Match, fold_header

#: rows from the top that are looked at
TOP_ROWS = 30
#: a longer text is no header and is shown cut
_LONGEST = 60
_LONG_NUMBER = re.compile(r"\d{5,}")
_NUMBER = re.compile(r"[\d.,/:%\s-]+")
_PARENT_NOISE = re.compile(r"(基本)?(信息|情况)$")

Line = Sequence[str | None]


@dataclass(frozen=True)
class Head:
    """A header found. ``row`` is the lowest header row from 1; one text and match a column."""

    row: int
    texts: tuple[str, ...]
    matches: tuple[Match | None, ...]
    #: the row each text stands in, from 1
    rows: tuple[int, ...]
    complete: bool
    double: bool = False

    @property
    def score(self) -> int:
        return len({(m.known.field, m.known.role) for m in self.matches if m})

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(match.known.field for match in self.matches if match)


def find_head(grid: Grid, book: HeaderBook) -> Head | None:
    """Return the most telling header in the top rows, ``None`` if none tells anything."""
    lines = grid.rows(0, min(TOP_ROWS, grid.height))
    found = [
        head
        for at in range(len(lines))
        for head in (_single(lines, at, book), _double(lines, at, book))
        if head is not None
    ]
    best = max(found, key=lambda head: (head.complete, head.score, head.double), default=None)
    return best if best is not None and (best.score >= 2 or best.complete) else None


def likely_head(grid: Grid, book: HeaderBook) -> Head | None:
    """Return the first row that looks like a header, though it tells nothing; else ``None``."""
    lines = grid.rows(0, min(TOP_ROWS, grid.height))
    for at, line in enumerate(lines[:-1]):
        texts = [text for text in line if text]
        below = sum(1 for text in lines[at + 1] if text)
        if len(texts) >= max(2, below / 2) and all(map(_may_be_header, texts)):
            return _single(lines, at, book)
    return None


def _may_be_header(text: str) -> bool:
    return len(text) <= _LONGEST and not _NUMBER.fullmatch(text)


def _single(lines: Sequence[Line], at: int, book: HeaderBook) -> Head | None:
    texts = [text or "" for text in lines[at]]
    if not any(texts):
        return None
    return _head(at, texts, [at] * len(texts), _matched(texts, book), book)


def _double(lines: Sequence[Line], at: int, book: HeaderBook) -> Head | None:
    """Read rows ``at`` and ``at + 1`` as one header: pinyin over Chinese, or parent over child."""
    if at + 1 >= len(lines) or not _may_pair(lines[at], lines[at + 1]):
        return None
    upper, lower = _filled_right(lines[at], lines[at + 1]), [text or "" for text in lines[at + 1]]
    first = _matched([text or "" for text in lines[at]], book)
    second = _matched(lower, book)
    pairs = [
        _paired(parent, child, (first[column], second[column]), book)
        for column, (parent, child) in enumerate(zip(upper, lower, strict=True))
    ]
    texts, matches, rows = zip(*pairs, strict=True)
    head = _head(at + 1, texts, [at + row for row in rows], matches, book)
    alone = _score(first), _score(second)
    twice = min(alone) * 2 >= max(alone) > 0
    named = sum(1 for match, row in zip(matches, rows, strict=True) if match and row)
    below = sum(1 for child in lower if child)
    better = alone[0] > 0 and (
        (head.score > max(alone) and named * 2 >= below)
        or (head.score == max(alone) and named == below)
    )
    return replace(head, double=True) if twice or better else None


def _may_pair(upper: Line, lower: Line) -> bool:
    if not any(upper) or not any(lower):
        return False
    if [fold_header(text or "") for text in upper] == [fold_header(text or "") for text in lower]:
        return False
    return not any(_LONG_NUMBER.search(text) for text in lower if text)


def _filled_right(upper: Line, lower: Line) -> list[str]:
    """Spread a parent over the columns to its right that have a child but no parent."""
    spread, last = [], ""
    for parent, child in zip(upper, lower, strict=True):
        last = parent or (last if child else "")
        spread.append(last)
    return spread


def _paired(
    parent: str, child: str, alone: tuple[Match | None, Match | None], book: HeaderBook
) -> tuple[str, Match | None, int]:
    """Return text, match and row (0 upper, 1 lower) of one column of a double header."""
    if not child:
        return parent, alone[0], 0
    for text in (parent + child, _PARENT_NOISE.sub("", parent) + child):
        if parent and (match := book.find(text)):
            return text, match, 1
    if alone[1] is None and alone[0] is not None:
        return parent, alone[0], 0
    return child, alone[1], 1


def _matched(texts: Sequence[str], book: HeaderBook) -> list[Match | None]:
    return [book.find(text) if text else None for text in texts]


def _score(matches: Sequence[Match | None]) -> int:
    return len({(m.known.field, m.known.role) for m in matches if m})


def _head(
    row: int,
    texts: Sequence[str],
    rows: Sequence[int],
    matches: Sequence[Match | None],
    book: HeaderBook,
) -> Head:
    fields = {match.known.field for match in matches if match}
    complete = all(
        any(field in fields for field in group) for group in READABLE[book.table].required
    )
    shown = tuple(text[:_LONGEST] for text in texts)
    places = tuple(each + 1 for each in rows)
    return Head(row + 1, shown, tuple(matches), places, complete and bool(fields))
