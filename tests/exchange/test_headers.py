"""Headers are recognised wherever they stand and however they are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.files import cells, codes, values, write_sheets
from quxiang.exchange import Reading
from quxiang.exchange.headers import header_book
from quxiang.exchange.initials import initials
from quxiang.exchange.layouts import _rows
from quxiang.exchange.nearness import distance

Read = Callable[..., Reading]
DATA = ["24410100000001", "王小麦", "11", "黄河种业有限公司"]
CHINESE = ["考生号", "姓名", "毕业去向代码", "单位名称"]
LETTERS = ["Ksh", "XM", "byqxDM", "Dwmc"]
TITLE = ["中原农业大学2024届毕业生就业信息表"]
NOTE = ["录入时间：2024-06-30，本行请勿删除，毕业去向按代码表填写"]


@pytest.mark.parametrize(
    ("above", "header_row"),
    [
        ([CHINESE], 1),
        ([TITLE, CHINESE], 2),
        ([TITLE, NOTE, CHINESE], 3),
        ([TITLE, [], CHINESE], 3),
        ([LETTERS], 1),
        ([LETTERS, CHINESE], 2),
        ([CHINESE, LETTERS], 2),
        ([TITLE, LETTERS, CHINESE], 3),
        ([["*考生号", "姓 名", "毕业去向代码（必填）", "单位\n名称"]], 1),
        ([["考生号", "姓名", "毕业去向", "单位"], [None, None, "代码", "名称"]], 2),
        ([["基本信息", None, "毕业去向", None], ["考生号", "姓名", "毕业去向代码", "单位名称"]], 2),
    ],
)
def test_the_header_is_found(above: list[list[str | None]], header_row: int, reading: Read) -> None:
    found = reading([*above, DATA])
    assert (found.file.header_row, codes(found)) == (header_row, [])
    assert values(found, "source_row") == [len(above) + 1]
    assert values(found, "employer_name") == ["黄河种业有限公司"]
    assert values(found, "code") == ["11"]


@pytest.mark.parametrize(
    ("header", "field", "how"),
    [
        ("姓名", "name", "exact"),
        ("学生姓名", "name", "alias"),
        ("XM", "name", "pinyin"),
        ("xsxm", "name", "pinyin"),
        ("moblephone", "phone", "similar"),
        ("mobilephon", "phone", "pinyin"),
        ("统一社会信用代马", "employer_uscc", "similar"),
        ("留学国家（地区）", "country_abroad", "exact"),
        ("院系代码", None, "unused"),
        ("政治面貌", None, "unused"),
        ("bdzbh", None, "unused"),
        ("心情", None, "unused"),
    ],
)
def test_each_column_says_how_it_was_understood(
    header: str, field: str | None, how: str, reading: Read
) -> None:
    found = reading([["考生号", header], ["24410100000001", "x"]])
    understood = found.columns[1]
    assert (understood.field, understood.how, understood.cell) == (field, how, "B1")
    assert understood.sentence.endswith("。")


def test_a_column_of_credit_codes_is_known_by_its_cells(reading: Read) -> None:
    rows = [["考生号", "公司编号"]]
    rows += [[f"2441010000000{n}", c] for n, c in enumerate(
        ["91110000600037341L", "91440300708461136T", "914403001922038216"])]  # fmt: skip
    understood = reading(rows).columns[1]
    assert (understood.field, understood.how) == ("employer_uscc", "value")


def test_the_user_has_the_last_word(reading: Read) -> None:
    rows = [["考生号", "姓名", "现单位", "单位名称"], ["24410100000001", "王", "甲公司", "乙公司"]]
    found = reading(rows, mapping={"现单位": "employer_name"})
    assert values(found, "employer_name") == ["甲公司"]
    assert [each.how for each in found.columns] == ["exact", "exact", "mapping", "unused"]
    assert codes(found) == []


def test_a_column_can_be_left_aside(reading: Read) -> None:
    rows = [["考生号", "姓名"], ["24410100000001", "王"]]
    assert "name" not in reading(rows, mapping={"姓名": "-"}).given


def test_two_columns_for_one_field_are_a_problem_that_names_both(reading: Read) -> None:
    rows = [["考生号", "学院", "所在院系"], ["24410100000001", "农学院", "信息学院"]]
    found = reading(rows)
    assert codes(found) == ["same_field_twice"]
    message = found.problems[0].message
    assert "“所在院系”（C1）" in message
    assert "“学院”（B1）" in message
    assert values(found, "college") == ["信息学院"]


def test_columns_official_layouts_give_twice_fill_each_other(reading: Read) -> None:
    rows = [
        ["考生号", "联系人电话", "联系人手机"],
        ["1" * 14, "无", "13800000000"],
        ["2" * 14, "13800000000", ""],
    ]
    found = reading(rows)
    first, second = values(found, "contact_phone_hash")
    assert first == second is not None
    assert codes(found) == []


def test_the_sheet_that_looks_most_like_the_table_is_chosen(
    tmp_path: Path, read_file: Read
) -> None:
    employment = ["录入时间", "考生号", "姓名", "毕业去向状态", "毕业去向类型", "单位名称", "单位统一社会信用代码", "单位行业", "单位性质", "单位所在地代码", "单位所在地"]  # fmt: skip  # noqa: E501
    path = write_sheets(
        tmp_path / "现行.xlsx",
        {
            "字段填写说明": [["填写项", "说明"], ["考生号", "必填"]],
            "学生基础信息": [["学生姓名", "考生号"], ["王小麦", "24410100000001"]],
            "学生就业数据": [["说明：本行不可删除"], employment, ["2024-06-01", "24410100000001", "王小麦", "审核通过", "签劳动合同形式就业", "甲公司", "", "制造业", "其他企业", "410100", "郑州市"]],  # noqa: E501
            "地区代码": [["地区代码", "显示名称"], ["410100", "郑州市"]],
            "代码表": [["单位行业", "单位性质"], ["制造业", "其他企业"]],
        },
    )  # fmt: skip
    found = read_file(path)
    assert (found.file.sheet, found.file.header_row) == ("学生就业数据", 2)
    assert found.file.layout == "全国登记系统现行工作簿"
    assert found.file.other_sheets == ("字段填写说明", "学生基础信息", "地区代码", "代码表")
    assert values(found, "code") == ["11"]
    assert values(found, "state") == ["entered"]
    assert values(found, "entered_at")[0].isoformat() == "2024-06-01T00:00:00"  # type: ignore[attr-defined]
    assert read_file(path, sheet="学生基础信息").file.sheet == "学生基础信息"


@pytest.mark.parametrize(
    ("name", "title", "table"),
    [
        ("national_upload_50", "全国登记系统上传表（50 列）", "graduates"),
        ("national_export_74", "全国登记系统导出表（74 列）", "graduates"),
        ("plan_export_2024", "2024 年就业方案导出表（37 列）", "graduates"),
        ("registry_roster", "学籍名册", "registry"),
    ],
)
def test_an_official_layout_is_named_and_gives_no_problem(
    name: str, title: str, table: str, reading: Read
) -> None:
    layout = _rows(name)
    numbers = {"考生号": "24410100000001", "学号": "202001001"}
    data = [numbers.get(row["header"]) for row in layout]
    above = [[row["header"] for row in layout]]
    if layout[0]["pinyin"]:
        above.insert(0, [row["pinyin"] for row in layout])
    found = reading([*above, data], table)
    assert (found.file.layout, codes(found)) == (title, [])
    known = header_book(table)
    assert [c.header for c in found.columns if c.field is None and known.find(c.header)] == []


def test_a_header_pasted_again_among_the_data_is_skipped_and_said(reading: Read) -> None:
    found = reading([CHINESE, DATA, CHINESE, ["24410100000002", "李", "11", "甲"]])
    assert cells(found, "repeated_header") == ["第 3 行"]
    assert values(found, "source_row") == [2, 4]


def test_the_same_header_twice_in_a_row_is_skipped_and_said(reading: Read) -> None:
    found = reading([CHINESE, CHINESE, DATA])
    assert cells(found, "repeated_header") == ["第 2 行"]


@pytest.mark.parametrize(
    ("text", "letters"),
    [("考生号", "ksh"), ("姓名", "xm"), ("院系", "yx"), ("𠮷", ""), ("A类", "al")],
)
def test_initials_follow_the_sound(text: str, letters: str) -> None:
    assert initials(text) == letters


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("去问代码", "去向代码", 1),
        ("", "ab", 2),
    ],
)
def test_distance_counts_edits(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == distance(other, one) == steps
