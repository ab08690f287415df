"""The workbook: leads to the rows, runs nothing, says what it could not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec import structs

from quxiang.reports import Document, Input, as_xlsx, sheets

from .sample import FILE, FORMULA, SHEET, document, empty, finding, found

Made = Callable[[Document], Any]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def write(report: Document) -> Any:
        as_xlsx(report, tmp_path / "report.xlsx")
        return openpyxl.load_workbook(tmp_path / "report.xlsx")

    return write


def column(sheet: Any, title: str) -> list[Any]:
    at = [cell.value for cell in sheet[1]].index(title) + 1
    return [sheet.cell(row, at) for row in range(2, sheet.max_row + 1)]


def placed(tmp_path: Path, name: str, sheet: str = SHEET) -> Document:
    source = Input(name, "graduates", "毕业生", 1, "ab" * 32, path=str(tmp_path / "in" / name))
    one = finding("R204", "郑一重复。", 1)
    rows = tuple(structs.replace(row, file=name, sheet=sheet) for row in one.rows)
    return replace(
        document(), inputs=(source,), findings=(found("R204", [structs.replace(one, rows=rows)]),)
    )


def test_sheets_stand_in_the_order_a_person_reads(made: Made) -> None:
    assert made(document()).sheetnames == ["目录", "指标", "发现", "问题", "未运行", "说明"]


def test_each_finding_links_to_its_row_in_the_source(made: Made, tmp_path: Path) -> None:
    cell = column(made(placed(tmp_path, FILE))["发现"], "行")[0]
    assert cell.value == "10"
    assert cell.hyperlink.target == f"in\\{FILE}"
    assert cell.hyperlink.location == f"'{SHEET}'!A10"


def test_link_survives_a_name_with_signs_of_a_link(made: Made, tmp_path: Path) -> None:
    cell = column(made(placed(tmp_path, "a#b 50% [1].xlsx", "王'的表"))["发现"], "行")[0]
    assert cell.hyperlink.target == "in\\a%23b%2050%25%20%5b1%5d.xlsx"
    assert cell.hyperlink.location == "'王''的表'!A10"


def test_row_of_a_csv_links_to_the_file_alone(made: Made, tmp_path: Path) -> None:
    cell = column(made(placed(tmp_path, "a.csv", ""))["发现"], "行")[0]
    assert cell.hyperlink.target == "in\\a.csv"
    assert cell.hyperlink.location is None


def test_one_row_a_finding_and_proving_row(made: Made) -> None:
    rules = [cell.value for cell in column(made(document())["发现"], "规则")]
    assert rules.count("R204") == 16
    assert rules.count("T101") == 66


def test_index_leads_to_where_each_rule_begins(made: Made) -> None:
    book = made(document())
    links = [
        (row[0].value, row[5].hyperlink) for row in book["目录"].iter_rows() if row[5].hyperlink
    ]
    assert len(links) == len(document().found)
    for code, link in links:
        assert book["发现"][link.location.split("!")[1]].value == code


def test_no_cell_is_a_formula_and_starts_of_formulas_are_quoted(made: Made) -> None:
    report = replace(document(), findings=(found("R204", [finding("R204", FORMULA, 1)]),))
    book = made(report)
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    cell = column(book["发现"], "发现了什么")[0]
    assert cell.value == FORMULA
    assert cell.quotePrefix


def test_figures_are_numbers_with_two_decimals(made: Made) -> None:
    cell = column(made(document())["指标"], "比率")[0]
    assert cell.value == pytest.approx(82.99)
    assert cell.number_format == "0.00"


def test_header_stays_in_sight_and_can_be_filtered(made: Made) -> None:
    book = made(document())
    for name in ("指标", "发现", "问题", "未运行"):
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref.startswith("A1:")


def notes(book: Any) -> str:
    return "\n".join(str(cell.value) for row in book["说明"] for cell in row if cell.value)


def test_a_workbook_that_holds_everything_says_so(made: Made) -> None:
    assert "都写全了。" in notes(made(document()))


def test_a_text_too_long_is_cut_and_counted(made: Made) -> None:
    report = replace(document(), findings=(found("R204", [finding("R204", "长" * 40_000, 1)]),))
    book = made(report)
    assert len(column(book["发现"], "发现了什么")[0].value) == 32_767
    assert "1 个单元格超过 32,767 字" in notes(book)


def test_rows_beyond_the_sheet_are_counted(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 101)
    assert "“发现”只写得下 100 行，另有 316 行没有写。" in notes(made(document()))


def test_links_beyond_the_limit_become_plain_and_are_said(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MAX_LINKS", 20)
    book = made(document())
    assert sum(cell.hyperlink is not None for cell in column(book["发现"], "行")) == 20
    assert "“发现”只有前 20 行带链接" in notes(book)


def test_empty_report_makes_a_workbook(made: Made) -> None:
    assert made(empty())["发现"].max_row == 1


def test_english_workbook_has_english_sheets(made: Made) -> None:
    names = made(replace(document(), lang="en")).sheetnames
    assert names == ["Index", "Figures", "Findings", "Problems", "Not run", "Notes"]
