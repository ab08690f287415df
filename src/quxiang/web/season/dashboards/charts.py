"""A chart and the table behind it: one set of numbers, drawn by the browser and listed beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from quxiang.engine.division import rate
from quxiang.web.season.dashboards.curve import MEASURES, Seasons

#: bars a chart draws; the table behind it lists every row
BARS = 10
#: fewer people than this are not told apart where nobody may be recognised
SMALL = 5
FEW = "不足 5 人"
#: what would tell a hidden one, were it shown
TELLING = "不显示"
REST = "其他"
#: how kinds of charts are drawn, in ``static/season/dashboard.js``
CURVE, RATES, HEADS, FLOWS = "curve", "rates", "heads", "flows"


@dataclass(frozen=True)
class Column:
    title: str
    number: bool = True


@dataclass(frozen=True)
class Chart:
    """What is drawn (``data``, as JSON) and the rows behind it, in the same order."""

    key: str
    title: str
    kind: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    data: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    empty: str = "还没有数。"

    @property
    def element(self) -> str:
        """Return the id of the block of JSON the drawing is made from."""
        return f"chart-{self.key}"

    @property
    def drawn(self) -> bool:
        return bool(self.data)

    @property
    def body(self) -> SafeString:
        """Return the rows as a table's; a template's loops take ten times as long."""
        opens = ['<td class="number">' if each.number else "<td>" for each in self.columns]
        rows = (
            "".join(f"{opened}{escape(cell)}</td>" for opened, cell in zip(opens, row, strict=True))
            for row in self.rows
        )
        return mark_safe("".join(f"<tr>{row}</tr>\n" for row in rows))  # noqa: S308 - all escaped


def percent(numerator: int, denominator: int) -> str:
    """Return a rate as it is written: ``85.24 %``; a dash over nothing."""
    found = rate(numerator, denominator, 100)
    return "—" if found is None else f"{found // 100}.{found % 100:02d} %"


def few(number: int) -> bool:
    return 0 < number < SMALL


def curve(key: str, code: str, seasons: Seasons) -> Chart:
    """Return a season's curve, this year's last in front of those before it."""
    title = f"{MEASURES[code]}曲线"
    lines = [
        {"name": f"{year}届", "points": [[f"{each.on}", each.rate] for each in points]}
        for year, points in sorted(seasons.items(), reverse=True)
        if points
    ]  # fmt: skip
    rows = [
        [f"{year}届", f"{point.said}", percent(point.numerator, point.denominator),
         f"{point.numerator:,}", f"{point.denominator:,}", "往届数据" if point.told else "快照"]
        for year, points in sorted(seasons.items(), reverse=True)
        for point in reversed(points)
    ]  # fmt: skip
    columns = [
        Column("届", number=False), Column("日期", number=False), Column(MEASURES[code]),
        Column("人数"), Column("总数"), Column("来源", number=False),
    ]  # fmt: skip
    return Chart(key, title, CURVE, columns, rows, {"lines": lines} if rows else {})


#: a name with how many are settled, registered, and all
Rated = tuple[str, int, int, int]


def rates(key: str, title: str, what: str, given: Sequence[Rated], *, closed: bool) -> Chart:
    """Return placement by group, the highest first; small cells left out where ``closed``."""
    ordered = sorted(given, key=lambda row: (-(row[1] / row[3] if row[3] else 0), row[0]))
    hides = {at: _hidden(given, at) if closed else frozenset() for at in (1, 2, 3)}
    rows, bars = [], []
    for name, settled, registered, people in ordered:
        hidden, unclear, unknown = (name in hides[at] for at in (1, 2, 3))
        rows.append([
            name, _said(settled, people, hidden), "" if hidden else f"{settled:,}",
            _said(registered, people, unclear),
            "" if unclear else f"{registered:,}", _told(people) if unknown else f"{people:,}",
        ])  # fmt: skip
        if not hidden:
            bars.append([name, rate(settled, people, 100), settled, people])
    columns = [
        Column(what, number=False), Column("落实率"), Column("已落实"), Column("登记率"),
        Column("已登记"), Column("总数"),
    ]  # fmt: skip
    return Chart(key, title, RATES, columns, rows, _drawn(bars))


def _told(people: int) -> str:
    return FEW if few(people) else TELLING


def _said(count: int, people: int, hidden: bool) -> str:
    if not hidden:
        return percent(count, people)
    return FEW if any(map(few, (count, people - count, people))) else TELLING


def _hidden(given: Sequence[Rated], at: int) -> frozenset[str]:
    """Return the groups whose cell is not told: those of few people, and as many others as keep
    any of them from being the whole less the rest.
    """
    cells: dict[str, tuple[int, int, int]] = {}
    for name, *counts in given:
        people = counts[-1]
        cells[name] = (counts[at - 1], people - counts[at - 1], people)
    hidden = {name for name, cell in cells.items() if any(map(few, cell))}
    others = sorted((name for name in cells if name not in hidden), key=lambda n: cells[n][2])
    for name in others:
        sums = [sum(cells[each][part] for each in hidden) for part in range(3)]
        if not hidden or (len(hidden) > 1 and not any(map(few, sums))):
            break
        hidden.add(name)
    return frozenset(hidden)


def heads(
    key: str, title: str, what: str, given: Sequence[tuple[str, int]], whole: int,
    *, closed: bool, of: str = "占比", note: str = "",
) -> Chart:  # fmt: skip
    """Return heads by group with their share of ``whole``, the most first, the rest last."""
    shown = [each for each in given if each[1] and not (closed and few(each[1]))]
    ordered = sorted((each for each in shown if each[0] != REST), key=lambda each: -each[1])
    left = sum(each[1] for each in given) - sum(each[1] for each in ordered)
    while closed and few(left) and ordered:  # else it is the whole less what is shown
        left += ordered.pop()[1]
    ordered += [(REST, left)] if left else []
    rows = [[name, f"{count:,}", percent(count, whole)] for name, count in ordered]
    bars = [[name, rate(count, whole, 100), count, whole] for name, count in ordered]
    columns = [Column(what, number=False), Column("人数"), Column(of)]
    return Chart(key, title, HEADS, columns, rows, _drawn(bars), note)


def flows(
    key: str, title: str, given: Sequence[tuple[str, str, int]], *, closed: bool, note: str
) -> Chart:
    """Return who went from one class to another, the most first; who stayed is left out."""
    moved = [each for each in given if each[0] != each[1] and not (closed and few(each[2]))]
    ordered = sorted(moved, key=lambda each: (-each[2], each[0], each[1]))
    rows = [[before, after, f"{count:,}"] for before, after, count in ordered]
    columns = [Column("上期", number=False), Column("现在", number=False), Column("人数")]
    data = {"links": [list(each) for each in ordered]} if ordered else {}
    return Chart(key, title, FLOWS, columns, rows, data, note, "没有上一期的快照，或没有人换类别。")


def _drawn(bars: Sequence[Sequence[object]]) -> dict[str, Any]:
    return {"bars": bars[:BARS], "left": max(0, len(bars) - BARS)} if bars else {}
