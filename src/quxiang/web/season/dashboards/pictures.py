"""A chart as a picture of its own (SVG), for whoever puts it on paper: the numbers of its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from quxiang.web.season.dashboards.charts import CURVE, FLOWS, RATES, Chart

WIDTH, LEFT, RIGHT, TOP = 800, 220, 170, 64
ROW, BAR = 30, 18
PLOT = 300
GREEN, GREY, PALE, INK, QUIET = "#17614a", "#8a8f96", "#c2beb5", "#23282c", "#5b6169"
FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
#: stroke of this season and of those before it
STROKES = ((GREEN, 3, "none"), (GREY, 2, "none"), (PALE, 2, "6 4"))


def picture(chart: Chart, said: str) -> bytes:
    """Return a drawn chart as SVG, with ``said`` (of what moment it is) below its title."""
    drawn = _curve(chart) if chart.kind == CURVE else _bars(chart)
    height, parts = drawn
    head = [
        _text(24, 30, chart.title, size=18, weight=600),
        _text(24, 50, said, size=12, fill=QUIET),
    ]
    body = "".join([*head, *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{FONT}">'
        f'<rect width="100%" height="100%" fill="#fff"/>{body}</svg>'
    ).encode()


def _text(
    x: float, y: float, words: str, *, size: int = 13, fill: str = INK, anchor: str = "start",
    weight: int = 400,
) -> str:  # fmt: skip
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def _bars(chart: Chart) -> tuple[int, list[str]]:
    """Return height and parts of a bar for each row that is drawn, the longest first."""
    rows = list(_rows(chart))
    longest = max((share for _, share, _ in rows), default=0) or 1
    parts = []
    for at, (name, share, told) in enumerate(rows):
        y, width = TOP + at * ROW, (WIDTH - LEFT - RIGHT) * share / longest
        parts += [
            _text(LEFT - 10, y + 19, name, anchor="end"),
            f'<rect x="{LEFT}" y="{y + 5}" width="{width:.1f}" height="{BAR}" fill="{GREEN}"/>',
            _text(LEFT + width + 8, y + 19, told),
        ]
    return TOP + len(rows) * ROW + 20, parts


def _rows(chart: Chart) -> Iterator[tuple[str, float, str]]:
    """Give name, length and what is written beside each bar."""
    if chart.kind == FLOWS:
        for before, after, heads in chart.data["links"]:
            yield f"{before} → {after}", heads, f"{heads:,}"
        return
    for name, share, heads, whole in chart.data["bars"]:
        rate = "—" if share is None else f"{share // 100}.{share % 100:02d} %"
        told = f"{rate} · {heads:,}/{whole:,}" if chart.kind == RATES else f"{heads:,} · {rate}"
        yield name, (share or 0) if chart.kind == RATES else heads, told


@dataclass(frozen=True)
class Frame:
    """The plot of a curve: which days it spans, up to which rate, and where these lie."""

    first: int
    last: int
    top: int
    left: int = 70
    width: int = WIDTH - 160
    foot: int = TOP + PLOT

    def x(self, day: int) -> float:
        return self.left + self.width * (day - self.first) / max(1, self.last - self.first)

    def y(self, rate: int) -> float:
        return self.foot - PLOT * rate / self.top


def _curve(chart: Chart) -> tuple[int, list[str]]:
    """Return height and parts of a season's curve, this year's drawn last, over the others."""
    lines = [
        (
            line["name"],
            [
                (date.fromisoformat(on).toordinal(), rate)
                for on, rate in line["points"]
                if rate is not None
            ],
        )
        for line in chart.data["lines"]
    ]
    days = [day for _, points in lines for day, _ in points]
    highest = max((rate for _, points in lines for _, rate in points), default=0)
    if not days:
        return TOP + 20, []
    frame = Frame(min(days), max(days), min(10_000, max(1000, -(-highest // 1000) * 1000)))
    drawn = [
        _line(frame, name, points, stroke)
        for (name, points), stroke in zip(lines, STROKES, strict=False)
        if points
    ]
    return frame.foot + 40, [*_axes(frame), *reversed(drawn)]


def _axes(frame: Frame) -> Iterator[str]:
    for rate in range(0, frame.top + 1, 1000 if frame.top <= 5000 else 2000):
        y = frame.y(rate)
        yield f'<path d="M{frame.left} {y:.1f}h{frame.width}" stroke="#e6e3dc"/>'
        yield _text(frame.left - 8, y + 4, f"{rate // 100} %", fill=QUIET, anchor="end", size=12)
    for day, anchor in ((frame.first, "start"), (frame.last, "end")):
        said = f"{date.fromordinal(day):%m-%d}"
        yield _text(frame.x(day), frame.foot + 20, said, fill=QUIET, anchor=anchor, size=12)


def _line(
    frame: Frame, name: str, points: Sequence[tuple[int, int]], stroke: tuple[str, int, str]
) -> str:
    colour, thick, dash = stroke
    path = "L".join(f"{frame.x(day):.1f} {frame.y(rate):.1f}" for day, rate in points)
    day, rate = points[-1]
    return (
        f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{thick}" '
        f'stroke-dasharray="{dash}"/>'
    ) + _text(
        frame.x(day) + 8, frame.y(rate) + 4, name, fill=INK if colour == GREEN else QUIET, size=12
    )
