"""Three things to know of a season, each one sentence with its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quxiang.web.orgs.models import Unit
from quxiang.web.season.dashboards.board import NATIONAL, Board, Figure
from quxiang.web.season.dashboards.charts import FEW, few
from quxiang.web.season.dashboards.counting import PLACEMENT
from quxiang.web.season.dashboards.curve import Point

#: sentences a page has
THINGS = 3
#: colleges a sentence names
NAMED = 3


def things_to_know(board: Board, *, closed: bool) -> list[str]:
    """Return the sentences that matter most now, in order; ``closed`` tells no small number."""
    said = (each for each in _sentences(board, closed) if each)
    return [each for _, each in zip(range(THINGS), said, strict=False)]


def _sentences(board: Board, closed: bool) -> Iterator[str]:
    yield _progress(board)
    yield _closing(board)
    yield _unregistered(board, closed)
    yield _confirmed(next(each for each in board.figures if each.code == NATIONAL), closed)
    yield _everybody(board)


def _progress(board: Board) -> str:
    now = board.figures[0]
    if now.rate is None:
        return ""
    week = [each for each in board.curves[PLACEMENT][board.cohort.year] if each.on < board.on]
    parts = [_against("上一份快照", now, week[-1])] if week else []
    parts += [
        _against(name, now, point)
        for back, name in ((1, "去年同日"), (2, "前年同日"))
        if (point := board.before(back)) is not None
    ]
    told = "，".join(part for part in parts if part)
    heads = f"{now.numerator:,}/{now.denominator:,} 人"
    return f"落实率 {now.text} %（{heads}）{'，' + told if told else ''}。"


def _against(name: str, now: Figure, then: Point) -> str:
    if then.rate is None or now.rate is None:
        return ""
    change = now.rate - then.rate
    if not change:
        return f"与{name}（{then.said:%m-%d}）持平"
    more = "高" if change > 0 else "低"
    points = f"{abs(change) // 100}.{abs(change) % 100:02d}"
    return f"比{name}（{then.said:%m-%d}）{more} {points} 个百分点"


def _closing(board: Board) -> str:
    closed = board.closed
    if not closed.standings:
        return ""
    title = closed.period.deadline.title
    if board.college is not None:
        return f"{title}：本院{closed.standings[0][1].title}。"
    done = f"{title}：{len(closed.standings)} 个学院已核对 {len(closed.closed)} 个"
    if closed.overdue:
        return f"{done}，逾期 {len(closed.overdue)} 个：{names(closed.overdue)}。"
    return f"{done}{'，待核对：' + names(closed.waiting) if closed.waiting else ''}。"


def names(units: Sequence[Unit]) -> str:
    """Return the first names of some units, and how many there are."""
    first = "、".join(each.name for each in units[:NAMED])
    return first if len(units) <= NAMED else f"{first}等 {len(units)} 个"


def _unregistered(board: Board, closed: bool) -> str:
    if not board.unregistered:
        return "全部毕业生都已登记去向。"
    if closed and few(board.unregistered):
        return f"还有{FEW}没有登记去向。"
    told = f"还有 {board.unregistered:,} 人没有登记去向"
    rows = board.counts.tables.get("colleges") or ()
    name, left = max(
        ((row[0], row[3] - row[2]) for row in rows), key=lambda each: each[1], default=("", 0)
    )
    if left and not (closed and few(left)):
        told += f"，最多的是{name}（{left:,} 人）"
    return f"{told}；求职中的已算登记。"


def _confirmed(figure: Figure, closed: bool) -> str:
    left = figure.denominator - figure.numerator
    if not left:
        return ""
    count = FEW if closed and few(left) else f" {left:,} 人"
    return f"全国系统确认 {figure.text} %，还有{count}的去向待本人确认。"


def _everybody(board: Board) -> str:
    return f"统计范围内共 {board.counts.people:,} 人。"
