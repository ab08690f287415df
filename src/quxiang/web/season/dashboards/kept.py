"""Charts as a page has them, drawn once a process for the same counts, curves and reader's sight.

A snapshot never changes, and its counts with it; curves do, as days and past seasons come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from quxiang.web.season.dashboards.board import Board
from quxiang.web.season.dashboards.drawing import chart_of, charts_of

#: pages kept: a school's and its colleges', for both kinds of readers, some 100 kB each
_MOST = 100


@dataclass(frozen=True)
class _Asked:
    """What charts follow from; two of the same are drawn the same."""

    counts: int
    sha256: str
    number: int
    year: int
    closed: bool
    template: str
    keys: Sequence[str]
    curves: tuple[object, ...]
    board: Board = field(compare=False, repr=False)


def drawn(
    board: Board, template: str, keys: Sequence[str] = (), *, closed: bool
) -> SafeString:  # fmt: skip
    """Return the charts of a board by their keys, all of them where none is named."""
    curves = tuple(
        (code, year, tuple(points))
        for code, seasons in board.curves.items()
        for year, points in seasons.items()
    )
    return _drawn(_Asked(
        board.counts.pk, board.snapshot.sha256, board.snapshot.number, board.cohort.year, closed,
        template, tuple(keys), curves, board,
    ))  # fmt: skip


@lru_cache(maxsize=_MOST)
def _drawn(asked: _Asked) -> SafeString:
    board, closed = asked.board, asked.closed
    if asked.keys:
        charts = [chart_of(board, key, closed=closed) for key in asked.keys]
    else:
        charts = list(charts_of(board, closed=closed))
    context = {"cohort": board.cohort, "board": board}
    parts = [render_to_string(asked.template, {**context, "chart": each}) for each in charts]
    return mark_safe("".join(parts))  # noqa: S308 - templates have escaped it
