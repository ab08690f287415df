"""Which charts a dashboard has, and from which of its counts each is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from quxiang.web.season.dashboards import charts
from quxiang.web.season.dashboards.board import Board
from quxiang.web.season.dashboards.charts import Chart
from quxiang.web.season.dashboards.counting import PLACEMENT
from quxiang.web.season.dashboards.curve import REGISTERED

_EMPLOYED = "只计已就业的人；占比为占已就业的比例。"
_STUDYING = "只计已登记升学的人；占比为占升学的比例。"
#: heads by something: key of the counts, title, what stands in the first column, whom it is of
_HEADS = (
    ("provinces", "就业地区", "省份", _EMPLOYED),
    ("industries", "就业行业", "行业", _EMPLOYED),
    ("natures", "单位性质", "单位性质", _EMPLOYED),
    ("employers", "吸纳最多的单位", "单位", _EMPLOYED),
    ("study_places", "升学去往的省份与国家（地区）", "省份、国家（地区）", _STUDYING),
    ("study_schools", "升学院校", "院校", _STUDYING),
)
CLASSES_NOTE = "各类互斥，合计正好是全部人数。求职中（待就业）是一种登记，不算缺失。"
FLOWS_NOTE = "从上一期末到这份快照换了类别的人；没有换的不画。统计范围外：延期、退学等出入。"


def charts_of(board: Board, *, closed: bool) -> list[Chart]:
    """Return every chart of a dashboard in order; ``closed`` to who may recognise nobody."""
    return list(_charts(board, closed))


def chart_of(board: Board, key: str, *, closed: bool) -> Chart | None:
    return next((each for each in _charts(board, closed) if each.key == key), None)


def _charts(board: Board, closed: bool) -> Iterator[Chart]:
    tables: dict[str, Any] = board.counts.tables
    yield charts.curve("placement", PLACEMENT, board.curves[PLACEMENT])
    yield charts.curve("registered", REGISTERED, board.curves[REGISTERED])
    yield charts.heads(
        "classes", "去向结构", "去向", _pairs(tables["classes"]), board.counts.people,
        closed=closed, note=CLASSES_NOTE,
    )  # fmt: skip
    moved = [(before, after, count) for before, after, count in tables.get("flows", ())]
    yield charts.flows("flows", "去向流动", moved, closed=closed, note=FLOWS_NOTE)
    if board.college is None:
        yield charts.rates(
            "colleges", "各学院落实率", "学院", _rated(tables["colleges"]), closed=closed
        )
    else:
        yield charts.rates(
            "majors", "各专业落实率", "专业", _rated(tables["majors"]), closed=closed
        )
    yield charts.rates("levels", "各层次落实率", "层次", _rated(tables["levels"]), closed=closed)
    for key, title, what, note in _HEADS:
        given = _pairs(tables[key])
        whole = sum(count for _, count in given)
        yield charts.heads(key, title, what, given, whole, closed=closed, note=note)


def _pairs(rows: Sequence[Sequence[Any]]) -> list[tuple[str, int]]:
    return [(charts.REST if name is None else name, count) for name, count in rows]


def _rated(rows: Sequence[Sequence[Any]]) -> list[charts.Rated]:
    return [(name, settled, registered, people) for name, settled, registered, people in rows]
