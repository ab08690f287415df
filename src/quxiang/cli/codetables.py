"""Say code tables and schemes; a row nobody could verify says so."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.table import Table

from quxiang.cli import matrices
from quxiang.cli.certainty import in_chinese
from quxiang.cli.console import console
from quxiang.problems import Problem, UnusableError
from quxiang.standards import CodeTable, Row, Standard, bridge, load, read_overlay
from quxiang.standards.rows import CLASSES, Sourced

_SCHEMES = ("2024", "2021")
_TITLES = {
    "destination": "毕业去向", "destination_group": "去向大类", "employer_nature": "单位性质",
    "employer_nature_legacy": "单位性质（旧表）", "industry": "单位行业",
    "industry_gbt4754": "国民经济行业分类", "job_category": "工作职位类别",
    "education_level": "学历层次", "training_mode": "培养方式", "study_mode": "学习形式",
    "schooling_length": "学制", "teacher_student_type": "师范生类别",
    "hardship_category": "困难生类别", "ethnicity": "民族", "political_status": "政治面貌",
    "gender": "性别", "urban_rural_origin": "城乡生源", "province": "省级地区",
    "discipline_category": "学科门类", "vocational_major_category": "高职专业大类",
    "uscc_prefix": "信用代码前缀", "evidence_kind": "佐证材料种类", "place": "地区代码（本校）",
}  # fmt: skip


def list_tables() -> None:
    """Print both schemes and every table with its number of rows and of unverified rows."""
    screen = console()
    standard = load()
    table = Table("表", "名称", "行数", "未证实", box=None, pad_edge=False)
    for scheme in _SCHEMES:
        rows = load(scheme).tables["destination"].rows.values()
        table.add_row(scheme, f"{scheme} 去向方案", str(len(rows)), str(_unverified(rows)))
    for name, each in sorted(standard.tables.items()):
        if name != "destination":
            rows = each.rows.values()
            table.add_row(name, _TITLES.get(name, name), str(len(rows)), str(_unverified(rows)))
    for name, title in matrices.TITLES.items():
        asked = matrices.matrix_rows(standard, name)
        table.add_row(name, title, str(len(asked)), str(_unverified(asked)))
    screen.print(table)
    screen.print(
        f"2024 方案摘要 {standard.digest[:16]}；未证实的行可用 --standards-dir 里的本校表改正。"
    )


def _unverified(rows: Iterable[Sourced]) -> int:
    return sum(1 for row in rows if row.unverified)


def show(name: str, scheme: str, folder: Path | None) -> None:
    """Print a scheme by its year, or one code table by its name."""
    overlay = None if folder is None else read_overlay(folder)
    if name in _SCHEMES:
        _show_scheme(load(name, overlay))
        return
    standard = load(scheme, overlay)
    if name in matrices.TITLES:
        _show_matrix(name, standard)
        return
    table = standard.tables.get(name)
    if table is None:
        known = "、".join((*_SCHEMES, *sorted({*standard.tables, *matrices.TITLES})))
        raise UnusableError(
            Problem("unknown_table", f"没有方案或代码表“{name}”。", f"可用：{known}。")
        )
    _show_table(name, table)


def _show_scheme(standard: Standard) -> None:
    screen = console()
    screen.print(f"{standard.scheme} 去向方案  摘要 {standard.digest[:16]}", style="bold")
    table = Table("代码", "名称", "大类", "一级", "必填", "把握", box=None, pad_edge=False)
    for code, row in standard.destinations.items():
        fields = [each for each in standard.required_fields if each.code == code]
        sure = sum(1 for each in fields if each.severity == "error")
        wanted = f"{sure}" + (f"+{len(fields) - sure} 待证实" if len(fields) > sure else "")
        table.add_row(
            code,
            row.name,
            group_title(standard, row.group),
            CLASSES.get(row.cls, ""),
            wanted,
            _certainty(row),
        )
    screen.print(table)
    screen.print("带连字符的代码是本系统内部编号，不是官方代码。")


def group_title(standard: Standard, group: str) -> str:
    """Return what an exclusive class is called: 单位就业."""
    row = standard.tables["destination_group"].get(group)
    return row.name if row is not None else group


def _certainty(row: Sourced) -> str:
    own = "；本校改动" if row.overlaid else ""
    return f"{'未证实，' if row.unverified else ''}{in_chinese(row.confidence)}{own}"


def _show_table(name: str, table: CodeTable[Row]) -> None:
    screen = console()
    screen.print(f"{_TITLES.get(name, name)}（{name}）", style="bold")
    shown = Table("代码", "名称", "上级", "依据", "把握", box=None, pad_edge=False)
    for code, row in table.rows.items():
        shown.add_row(code, row.name, row.parent, in_chinese(row.basis), _certainty(row))
    screen.print(shown)


def _show_matrix(name: str, standard: Standard) -> None:
    screen = console()
    screen.print(f"{matrices.TITLES[name]}（{name}，{standard.scheme}）", style="bold")
    shown = Table(*matrices.HEADERS[name], "依据", "把握", box=None, pad_edge=False)
    for cells, row in matrices.told(standard, name):
        shown.add_row(*cells, in_chinese(row.basis), _certainty(row))
    screen.print(shown)


def compare(one: str, other: str) -> None:
    """Print the bridge pair by pair, then which groups may be compared over time."""
    screen = console()
    table = Table(
        "2021", "名称", "大类", "2024", "名称", "大类", "说明", "把握", box=None, pad_edge=False
    )
    for pair in bridge.compare(one, other):
        table.add_row(
            pair.code_2021, pair.name_2021, pair.group_2021, pair.code_2024, pair.name_2024,
            pair.group_2024, pair.note, in_chinese(pair.confidence),
        )  # fmt: skip
    screen.print(table)
    screen.print("\n大类可比性（只在大类一级比较）", style="bold")
    groups = Table("2021 大类", "2024 大类", "可比", "共有代码（2021）", box=None, pad_edge=False)
    for each in bridge.groups():
        comparable = "可比" if each.comparable else "不可比"
        groups.add_row(
            group_title(load("2021"), each.group_2021),
            group_title(load("2024"), each.group_2024),
            comparable, "、".join(each.codes_2021),
        )  # fmt: skip
    screen.print(groups)
