"""Seasons before, brought in as a dated workbook: head counts by day, figure and college."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from quxiang.problems import Problem, Where
from quxiang.web.common import clock
from quxiang.web.imports import fields as f
from quxiang.web.imports.fields import Field
from quxiang.web.imports.keyed import Keyed
from quxiang.web.imports.models import Import
from quxiang.web.imports.targets import Given, Target, register
from quxiang.web.orgs.models import Unit
from quxiang.web.season.access import may_move
from quxiang.web.season.dashboards.curve import MEASURES
from quxiang.web.season.models import PastFigure

NAME = "past_seasons"
#: what people call a figure, besides its code
CALLED = {
    **{code: code for code in MEASURES}, **{title: code for code, title in MEASURES.items()},
    **{f"毕业{title}": code for code, title in MEASURES.items()},
    **{f"毕业去向{title}": code for code, title in MEASURES.items()},
    **{f"去向{title}": code for code, title in MEASURES.items()},
}  # fmt: skip


def _figure(cell: str) -> f.Read:
    code = CALLED.get(cell)
    if code is None:
        known = "、".join(MEASURES.values())
        return f.wrong("unknown_figure", cell, f"没有“{cell}”这个往届指标。", f"请填写{known}。")
    return code, None


def _heads(cell: str) -> f.Read:
    value, problem = f.integer(cell)
    if problem is None and not 0 <= int(value) < 1_000_000:
        return f.wrong("bad_count", cell, f"“{cell}”不是人数。", "请填写 0 以上的整数。")
    return value, problem


FIELDS = (
    Field("on", "日期", ("统计日期", "截至日期"), f.day, required=True, sample="2023-06-20"),
    Field("year", "届", ("毕业年份", "届别"), f.integer, required=True, sample="2023"),
    Field("college", "学院", ("院系",), f.text(60), sample=""),
    Field("figure", "指标", ("指标代码",), _figure, required=True, sample="落实率"),
    Field("numerator", "分子", ("人数",), _heads, required=True, sample="2106"),
    Field("denominator", "分母", ("总数", "毕业生总数"), _heads, required=True, sample="5010"),
    Field("source", "来源", ("依据",), f.text(200), required=True, sample="2023 年 6 月 20 日周报"),
)  # fmt: skip


def _check(upload: Import, row: Given) -> Sequence[Problem]:
    """Refuse what no season can have said: more than all, a day of another season, no college."""
    if row.problems:
        return ()
    values, found = row.values, []
    if not values["denominator"] or values["numerator"] > values["denominator"]:
        found.append(_at("分子", "more_than_all", "分子大于分母，或分母是 0。", "请核对两个人数。"))
    year, on = int(values["year"]), date.fromisoformat(values["on"])
    if not date(year - 1, 9, 1) <= on <= date(year, 12, 31):
        said = f"{on} 不在 {year} 届这一季里。"
        span = f"请填写 {year - 1}-09-01 到 {year}-12-31 之间的日期，或核对届。"
        found.append(_at("日期", "other_season", said, span))
    if on > clock.today():
        found.append(_at("日期", "ahead", f"{on} 还没有到。", "这里只收已经过去的日期。"))
    name = row.text("college")
    units = Unit.objects.filter(school_id=upload.school_id, kind=Unit.Kind.COLLEGE, name=name)
    if name and not units.exists():
        said = f"没有“{name}”这个学院。"
        found.append(_at("学院", "no_college", said, "请用现在的名称；空着是全校。"))
    return found


def _at(column: str, code: str, message: str, remedy: str) -> Problem:
    return Problem(code, message, remedy, Where(column=column))


def _sign(row: PastFigure, values: Mapping[str, Any]) -> None:
    row.at = clock.now()


def _signed(upload: Import, rows: Sequence[PastFigure]) -> None:
    PastFigure.objects.filter(pk__in=[row.pk for row in rows]).update(by_id=upload.by_id)


_KEYED = Keyed(
    PastFigure, ("on", "year", "college", "figure"), FIELDS,
    lambda upload: {"school_id": upload.school_id}, prepare=_sign, late=_signed, check=_check,
)  # fmt: skip
register(
    Target(
        name=NAME, title="往届进度",
        sentence="往届各日期的落实率、登记率人数，画在今年的曲线旁；系统里有的届用系统的快照。",
        fields=FIELDS, may=may_move, stage=_KEYED.stage, apply=_KEYED.apply, undo=_KEYED.undo,
    )
)  # fmt: skip
