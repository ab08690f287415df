"""Say code tables and schemes; a row nobody could verify says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.table import Table

from quxiang.cli import matrices
from quxiang.cli.certainty import in_chinese
from quxiang.cli.console import console
from quxiang.cli.tablewords import heads, said
from quxiang.problems import Problem, UnusableError
from quxiang.standards import CodeTable, Row, Standard, bridge, load, read_overlay
from quxiang.standards.rows import CLASSES, Sourced

_SCHEMES = ("2024", "2021")
_DEMANDS = ("必须", "待核")
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
    "handling_grade": "处理等级", "assessment_use": "负面清单用途",
}  # fmt: skip


def list_tables(lang: str) -> None:
    """Print both schemes and every table with its number of rows and of unverified rows."""
    screen = console()
    standard = load()
    table = Table(*heads(lang, "表", "名称", "行数", "未证实"), box=None, pad_edge=False)
    for scheme in _SCHEMES:
        rows = load(scheme).tables["destination"].rows.values()
        table.add_row(
            scheme,
            said("{scheme} 去向方案", lang, scheme=scheme),
            str(len(rows)),
            str(_unverified(rows)),
        )
    for name, each in sorted(standard.tables.items()):
        if name != "destination":
            rows = each.rows.values()
            table.add_row(name, _title(name, _TITLES, lang), str(len(rows)), str(_unverified(rows)))
    for name in matrices.TITLES:
        asked = matrices.matrix_rows(standard, name)
        table.add_row(
            name, _title(name, matrices.TITLES, lang), str(len(asked)), str(_unverified(asked))
        )
    screen.print(table)
    screen.print(
        said(
            "{scheme} 方案摘要 {digest}；未证实的行可用 --standards-dir 里的本校表改正。",
            lang,
            scheme=standard.scheme,
            digest=standard.digest[:16],
        )
    )


def _title(name: str, titles: Mapping[str, str], lang: str) -> str:
    """Return what a table is called; in English its own name says it."""
    return name.replace("_", " ") if lang == "en" else titles.get(name, name)


def _unverified(rows: Iterable[Sourced]) -> int:
    return sum(1 for row in rows if row.unverified)


def show(name: str, scheme: str, folder: Path | None, lang: str) -> None:
    """Print a scheme by its year, or one code table by its name."""
    overlay = None if folder is None else read_overlay(folder)
    if name in _SCHEMES:
        _show_scheme(load(name, overlay), lang)
        return
    standard = load(scheme, overlay)
    if name in matrices.TITLES:
        _show_matrix(name, standard, lang)
        return
    table = standard.tables.get(name)
    if table is None:
        known = "、".join((*_SCHEMES, *sorted({*standard.tables, *matrices.TITLES})))
        raise UnusableError(
            Problem("unknown_table", f"没有方案或代码表“{name}”。", f"可用：{known}。")
        )
    _show_table(name, table, lang)


def _show_scheme(standard: Standard, lang: str) -> None:
    screen = console()
    facts = {"scheme": standard.scheme, "digest": standard.digest[:16]}
    screen.print(said("{scheme} 去向方案  摘要 {digest}", lang, **facts), style="bold")
    names = heads(lang, "代码", "名称", "大类", "一级", "必填", "把握")
    table = Table(*names, box=None, pad_edge=False)
    for code, row in standard.destinations.items():
        table.add_row(
            code, row.name, group_title(standard, row.group), said(CLASSES.get(row.cls, ""), lang),
            _wanted(standard, code, lang), _certainty(row, lang),
        )  # fmt: skip
    screen.print(table)
    screen.print(said("带连字符的代码是本系统内部编号，不是官方代码。", lang))


def _wanted(standard: Standard, code: str, lang: str) -> str:
    """Say how many fields a destination asks for, and how many more nobody is sure of."""
    fields = [each for each in standard.required_fields if each.code == code]
    sure = sum(1 for each in fields if each.severity == "error")
    if len(fields) == sure:
        return f"{sure}"
    return said("{sure}+{open} 待证实", lang, sure=sure, open=len(fields) - sure)


def group_title(standard: Standard, group: str) -> str:
    """Return what an exclusive class is called: 单位就业."""
    row = standard.tables["destination_group"].get(group)
    return row.name if row is not None else group


def _certainty(row: Sourced, lang: str) -> str:
    own = said("；本校改动", lang) if row.overlaid else ""
    doubt = said("未证实，", lang) if row.unverified else ""
    return f"{doubt}{_basis(row.confidence, lang)}{own}"


def _basis(text: str, lang: str) -> str:
    return text if lang == "en" else in_chinese(text)


def _show_table(name: str, table: CodeTable[Row], lang: str) -> None:
    screen = console()
    screen.print(f"{_title(name, _TITLES, lang)}（{name}）", style="bold")
    names = heads(lang, "代码", "名称", "上级", "依据", "把握")
    shown = Table(*names, box=None, pad_edge=False)
    for code, row in table.rows.items():
        basis = _basis(row.basis, lang)
        shown.add_row(code, row.name, row.parent, basis, _certainty(row, lang))
    screen.print(shown)


def _show_matrix(name: str, standard: Standard, lang: str) -> None:
    screen = console()
    screen.print(
        f"{_title(name, matrices.TITLES, lang)}（{name}，{standard.scheme}）", style="bold"
    )
    names = heads(lang, *matrices.HEADERS[name], "依据", "把握")
    shown = Table(*names, box=None, pad_edge=False)
    for cells, row in matrices.told(standard, name):
        told = (said(cell, lang) if cell in _DEMANDS else cell for cell in cells)
        shown.add_row(*told, _basis(row.basis, lang), _certainty(row, lang))
    screen.print(shown)


def compare(one: str, other: str, lang: str) -> None:
    """Print the bridge pair by pair, then which groups may be compared over time."""
    screen = console()
    names = heads(lang, "2021", "名称", "大类", "2024", "名称", "大类", "说明", "把握")
    table = Table(*names, box=None, pad_edge=False)
    for pair in bridge.compare(one, other):
        table.add_row(
            pair.code_2021, pair.name_2021, pair.group_2021, pair.code_2024, pair.name_2024,
            pair.group_2024, pair.note, _basis(pair.confidence, lang),
        )  # fmt: skip
    screen.print(table)
    screen.print(f"\n{said('大类可比性（只在大类一级比较）', lang)}", style="bold")
    names = heads(lang, "2021 大类", "2024 大类", "可比", "共有代码（2021）")
    groups = Table(*names, box=None, pad_edge=False)
    for each in bridge.groups():
        comparable = said("可比" if each.comparable else "不可比", lang)
        groups.add_row(
            group_title(load("2021"), each.group_2021),
            group_title(load("2024"), each.group_2024),
            comparable, "、".join(each.codes_2021),
        )  # fmt: skip
    screen.print(groups)
