"""Lay files out over volumes: in order, none torn that fits in a volume, none printed twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

#: pages of a volume, cover and contents among them (N1.1: print-ready)
MOST = 500
#: lines of a page of contents
LINES = 26


@dataclass(frozen=True)
class Piece:
    """One file of a record; ``drawn`` where it has pages that can be printed."""

    record: int
    order: int
    sha256: str
    kind: str
    title: str
    pages: int
    drawn: bool


@dataclass(frozen=True)
class Part:
    """Pages ``first`` to ``last`` (from 1) of a piece, which stand in a volume from ``at`` on."""

    piece: Piece
    first: int
    last: int

    @property
    def pages(self) -> int:
        return self.last - self.first + 1


@dataclass
class Laid:
    """One volume: its parts in order."""

    parts: list[Part] = field(default_factory=list)

    @property
    def front(self) -> int:
        """Return the pages before the first part: cover and contents."""
        return front(len(self.parts))

    @property
    def pages(self) -> int:
        return self.front + sum(each.pages for each in self.parts)

    def pages_at(self) -> list[int]:
        """Return on which page of the volume each part begins."""
        at, found = self.front + 1, []
        for each in self.parts:
            found.append(at)
            at += each.pages
        return found

    def room(self, most: int) -> int:
        """Return how many pages one more part may have."""
        body = sum(each.pages for each in self.parts)
        return most - front(len(self.parts) + 1) - body


def front(lines: int) -> int:
    return 1 + max(1, -(-lines // LINES))


def lay(pieces: Iterable[Piece], most: int = MOST) -> list[Laid]:
    """Return the volumes of pieces in their order; a file that stood already is left out.

    A file longer than a volume goes on in the next. Without a piece there is no volume.
    """
    volumes: list[Laid] = []
    placed: set[str] = set()
    whole = Laid().room(most)
    for piece in pieces:
        if not piece.drawn or piece.sha256 in placed:
            continue
        placed.add(piece.sha256)
        if not volumes or (volumes[-1].room(most) < piece.pages <= whole):
            volumes.append(Laid())
        first = 1
        while first <= piece.pages:
            room = volumes[-1].room(most)
            if room < 1:
                volumes.append(Laid())
                room = whole
            last = min(piece.pages, first + room - 1)
            volumes[-1].parts.append(Part(piece, first, last))
            first = last + 1
    return volumes


def places(volumes: Sequence[Laid]) -> dict[str, tuple[int, int]]:
    """Return in which volume and on which page each file begins."""
    found: dict[str, tuple[int, int]] = {}
    for number, volume in enumerate(volumes, 1):
        for part, at in zip(volume.parts, volume.pages_at(), strict=True):
            found.setdefault(part.piece.sha256, (number, at))
    return found
