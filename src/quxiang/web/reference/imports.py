"""Minimum wages, holidays, national figures and code-table changes as imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quxiang.exchange.amounts import money_reader
from quxiang.problems import Problem, UnusableError
from quxiang.standards import Change, load, overlay_of
from quxiang.standards.tables import MINIMUM_WAGES, NATIONAL
from quxiang.web.common import clock
from quxiang.web.imports import fields as f
from quxiang.web.imports.fields import Field
from quxiang.web.imports.keyed import Keyed
from quxiang.web.imports.models import Import
from quxiang.web.imports.targets import Given, Target, register
from quxiang.web.reference.access import may_keep_reference
from quxiang.web.reference.models import Holiday, MinimumWage, NationalFigure, OverlayRow
from quxiang.web.reference.words import figure_titles


def _school(upload: Import) -> Mapping[str, Any]:
    return {"school_id": upload.school_id}


def money(scale: int) -> f.Reader:
    def read(cell: str) -> f.Read:
        value = money_reader(scale)(cell).value
        if value is None:
            return f.wrong("bad_amount", cell, f"“{cell}”不是金额。", "请填写数字，单位元。")
        return value, None

    return read


def percent(cell: str) -> f.Read:
    """Read a rate in per cent as 1/10 000."""
    value = money_reader(100)(cell.replace("%", "").replace("％", "")).value
    if not isinstance(value, int) or not 0 <= value <= 10_000:
        return f.wrong("bad_rate", cell, f"“{cell}”不是百分率。", "请填写 0 到 100，例如 85.24。")
    return value, None


def figure(cell: str) -> f.Read:
    """Read a figure by its name or code; another one is kept as it is written."""
    codes = {title: code for code, title in figure_titles().items()}
    return f.text(40)(codes.get(cell, cell))


def _aliases(table: Any, name: str) -> tuple[str, ...]:
    return tuple(table.by_name[name].aliases)


WAGES = (
    Field("place", "地区代码", _aliases(MINIMUM_WAGES, "place"), f.text(6), required=True, sample="410000"),
    Field("from_on", "执行日期", _aliases(MINIMUM_WAGES, "from_on"), f.day, required=True, sample="2024-01-01"),
    Field("monthly", "月最低工资", _aliases(MINIMUM_WAGES, "monthly"), money(1), required=True, sample="2100"),
    Field("hourly", "小时最低工资", _aliases(MINIMUM_WAGES, "hourly"), money(100), sample="20.6"),
    Field("source", "依据", ("来源", "文件"), f.text(200), sample="（省政府文件号）"),
)  # fmt: skip
HOLIDAYS = (
    Field("on", "日期", ("放假日期",), f.day, required=True, sample="2024-06-10"),
    Field("name", "名称", ("节日", "假日"), f.text(30), required=True, sample="端午节"),
    Field("working", "调休上班", ("是否上班",), f.boolean, sample="否"),
)
NATIONALS = (
    Field("place", "范围", _aliases(NATIONAL, "place"), f.text(20), required=True, sample="全国"),
    Field("figure", "指标", _aliases(NATIONAL, "figure"), figure, required=True, sample="毕业去向落实率"),
    Field("on", "日期", _aliases(NATIONAL, "on"), f.day, required=True, sample="2024-06-20"),
    Field("rate", "比率", _aliases(NATIONAL, "rate"), percent, required=True, sample="55.50"),
    Field("source", "来源", ("依据",), f.text(200)),
)  # fmt: skip
OVERLAYS = (
    Field("table", "代码表", ("table",), f.text(40), required=True, sample="employer_nature"),
    Field("scheme", "方案", ("scheme",), f.text(8), sample="2024"),
    Field("code", "代码", ("code",), f.text(40), required=True, sample="39"),
    Field("field", "字段", ("field",), f.text(40), required=True, sample="name"),
    Field("value", "值", ("value",), f.text(500), required=True, sample="民营企业"),
    Field("reason", "依据", ("reason", "原因"), f.text(200), required=True, sample="本校 2024 年的叫法"),
)  # fmt: skip


def _check_overlay(upload: Import, row: Given) -> Sequence[Problem]:
    """Refuse a change that does not fit the shipped tables, in the words of the data world."""
    if row.problems:
        return ()
    scheme = row.text("scheme")
    table = row.text("table")
    change = Change(
        f"{table}_{scheme}" if scheme else table, row.text("code"), row.text("field"),
        row.text("value"), "", "", row.text("reason"),
    )  # fmt: skip
    try:
        load(scheme or "2024", overlay_of([change]))
    except UnusableError as error:
        return error.problems
    return ()


def _sign(row: OverlayRow, values: Mapping[str, Any]) -> None:
    row.at = clock.now()


def _signed(upload: Import, rows: Sequence[OverlayRow]) -> None:
    OverlayRow.objects.filter(pk__in=[row.pk for row in rows]).update(by_id=upload.by_id)


def _target(name: str, title: str, sentence: str, fields: Sequence[Field], keyed: Keyed) -> Target:
    return register(
        Target(
            name=name, title=title, sentence=sentence, fields=fields, may=may_keep_reference,
            stage=keyed.stage, apply=keyed.apply, undo=keyed.undo,
        )
    )  # fmt: skip


_target(
    "minimum_wages", "最低工资", "各地最低工资标准，按地区与执行日期。", WAGES,
    Keyed(MinimumWage, ("place", "from_on"), WAGES, _school),
)  # fmt: skip
_target(
    "holidays", "节假日", "放假与调休的日期，标在截止日期旁。", HOLIDAYS,
    Keyed(Holiday, ("on",), HOLIDAYS, _school),
)  # fmt: skip
_target(
    "national", "全国与省参考值", "全国、省的参考指标，注明来源与日期。", NATIONALS,
    Keyed(NationalFigure, ("place", "figure", "on"), NATIONALS, _school),
)  # fmt: skip
_target(
    "overlays", "代码表补充", "本校或省里对代码表的补充与更正，逐格注明依据。", OVERLAYS,
    Keyed(
        OverlayRow, ("table", "scheme", "code", "field"), OVERLAYS,
        lambda upload: {"school_id": upload.school_id, "ended_at": None},
        prepare=_sign, late=_signed, check=_check_overlay,
    ),
)  # fmt: skip
