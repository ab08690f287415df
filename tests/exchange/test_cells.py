"""Each kind of cell, in the spellings people use; each bad one a problem with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from exchange.files import Rows, cells, codes, rewritten, values, write_sheets
from quxiang.exchange import Reading

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    "text",
    ["2024-06-20", "2024/6/20", "2024.6.20", "20240620", "2024年6月20日", "2024-06-20 00:00:00",
     "２０２４－０６－２０", " 2024-06-20\t", "2024年06月20号", 45463, "45463", "20240620.0", 20240620],  # noqa: E501
)  # fmt: skip
def test_a_day_is_read(text: object, one_column: Read) -> None:
    found = one_column("签约日期", [text])
    assert (values(found, "agreed_on"), codes(found)) == ([date(2024, 6, 20)], [])


@pytest.mark.parametrize(
    ("text", "code"),
    [("昨天", "bad_date"), ("2024-13-01", "bad_date"), ("24.6.20", "two_digit_year"),
     ("2024-06", "bad_date"), ("99", "bad_date"), ("20240631", "bad_date")],
)  # fmt: skip
def test_no_day_is_guessed(text: str, code: str, one_column: Read) -> None:
    found = one_column("签约日期", [text])
    assert (values(found, "agreed_on"), codes(found), cells(found, code)) == (
        [None],
        [code],
        ["B2"],
    )
    assert found.problems[0].value == text
    assert found.problems[0].where.column == "签约日期"


@pytest.mark.parametrize("text", ["202406", "2024-06", "2024年6月", "2024.6"])
def test_a_month_is_enough_for_graduation(text: str, one_column: Read) -> None:
    assert values(one_column("毕业日期", [text]), "graduation_on") == [date(2024, 6, 1)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [("2024-06-20", datetime(2024, 6, 20)), ("2024-06-20 18:30", datetime(2024, 6, 20, 18, 30)),
     ("2024/6/20 9:05:07", datetime(2024, 6, 20, 9, 5, 7)), ("20240620183000", datetime(2024, 6, 20, 18, 30)),  # noqa: E501
     ("2024年6月20日 下午3时5分", datetime(2024, 6, 20, 15, 5)), (45463.75, datetime(2024, 6, 20, 18)),  # noqa: E501
     ("2024-06-20T18:30:00", datetime(2024, 6, 20, 18, 30))],
)  # fmt: skip
def test_a_moment_is_read(text: object, moment: datetime, one_column: Read) -> None:
    found = one_column("登记时间", [text])
    assert (values(found, "recorded_at"), codes(found)) == ([moment], [])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["是", "Y", "1", "√", "达到", "TRUE"], True),
        (["否", "n", "0", "未达到", "×"], False),
        (["", "/", "无"], None),
    ],
)
def test_yes_and_no_are_read(texts: list[str], expected: bool | None, one_column: Read) -> None:
    found = one_column("薪酬达标", texts)
    assert values(found, "wage_floor_met") == [expected] * len(texts)


def test_neither_yes_nor_no_is_a_problem(one_column: Read) -> None:
    assert codes(one_column("薪酬达标", ["大概"])) == ["bad_boolean"]


@pytest.mark.parametrize(
    ("texts", "rates", "faults"),
    [
        (["85.24%", "85.24", "100", "0"], [8524, 8524, 10000, 0], []),
        (["0.8524", "0.5", "1"], [8524, 5000, 10000], []),
        (["85.24", "0.85"], [8524, None], ["ambiguous_rate"]),
        (["0.85%"], [85], []),
        (["一半", "101"], [None, None], ["bad_rate", "bad_rate"]),
        (["85.245%"], [8525], []),
    ],
)
def test_rates_are_ten_thousandths(
    texts: list[str], rates: list[int | None], faults: list[str], reading: Read
) -> None:
    found = reading([["指标", "比率"], *[["毕业去向落实率", text] for text in texts]], "national")
    assert values(found, "rate") == rates
    assert [code for code in codes(found) if code != "missing_key"] == faults
    assert set(values(found, "figure")) == {"placement_rate"}


def test_wages_are_yuan_a_month_and_fen_an_hour(reading: Read) -> None:
    rows = [
        ["地区代码", "月最低工资", "小时最低工资", "执行日期"],
        ["41", "2,100元", "20.6元/小时", "2024-01-01"],
    ]
    found = reading(rows, "minimum_wages")
    assert found.data.select(["place", "monthly", "hourly"]).to_pylist() == [
        {"place": "410000", "monthly": 2100, "hourly": 2060}
    ]


@pytest.mark.parametrize(
    ("header", "column", "text", "value"),
    [
        ("毕业去向", "code", "签劳动合同形式就业", "11"),
        ("毕业去向", "code", "境内升学—研究生", "801"),
        ("毕业去向", "code", "研究生", "801"),
        ("毕业去向代码", "code", "１１", "11"),
        ("毕业去向代码", "code", 11, "11"),
        ("毕业去向代码", "code", "11.0", "11"),
        ("学历层次", "level", "本科生毕业", "31"),
        ("学历代码", "level", 1, "01"),
        ("性别", "gender", "女", "2"),
        ("生源地代码", "origin", "410702", "410702"),
        ("生源地", "origin", "河南省新乡市", "410000"),
        ("单位行业", "industry", "制造业", "22"),
        ("单位所在地代码", "place_code", "4101", "410100"),
        ("单位规模", None, "x", None),
    ],
)
def test_codes_and_names_become_codes(
    header: str, column: str | None, text: object, value: str | None, one_column: Read
) -> None:
    found = one_column(header, [text])
    if column is not None:
        assert (values(found, column), codes(found)) == ([value], [])


def test_level_and_completion_are_kept_apart(one_column: Read) -> None:
    found = one_column("学历代码", ["33", "31", "03"])
    assert values(found, "level") == ["31", "31", "01"]
    assert values(found, "completion") == ["completed", "graduated", "completed"]


def test_the_conclusion_column_wins_over_the_level_code(reading: Read) -> None:
    rows = [["考生号", "学历代码", "毕结业结论"], ["24410100000001", "31", "结业"]]
    assert values(reading(rows), "completion") == ["completed"]


def test_an_unknown_destination_is_kept_and_each_cell_is_a_problem(one_column: Read) -> None:
    found = one_column("毕业去向代码", ["99", "11", "99"])
    assert values(found, "code") == ["99", "11", "99"]
    assert cells(found, "unknown_code") == ["B2", "B4"]


def test_a_code_and_a_name_that_disagree_are_a_problem_in_each_row(reading: Read) -> None:
    rows = [["考生号", "毕业去向代码", "毕业去向"], ["24410100000001", "11", "自由职业"],
            ["24410100000002", "801", "境内升学"], ["24410100000003", "", "自由职业"],
            ["24410100000004", "11", "自由职业"]]  # fmt: skip
    found = reading(rows)
    assert values(found, "code") == ["11", "801", "76", "11"]
    assert cells(found, "code_name_disagree") == ["C2", "C5"]
    assert len(found.problems) == 2


def test_a_bare_parent_is_said_once(one_column: Read) -> None:
    found = one_column("毕业去向代码", ["70", "70", "27"])
    assert cells(found, "needs_child") == ["B2", "B4"]
    assert "共 2 行" in found.problems[0].message


@pytest.mark.parametrize(
    ("column", "texts", "expected", "code"),
    [
        (
            "state",
            ["审核通过", "待审核", "已退回", "草稿"],
            ["entered", "in_review", "returned", "draft"],
            "",
        ),
        ("state", ["天知道", "天知道"], ["entered", "entered"], "unknown_state"),
        (
            "status",
            ["在读", "正常毕业", "延毕", "退学", ""],
            ["预计毕业", "毕业", "延期", "退学", None],
            "",
        ),
        ("status", ["交换", "交换"], [None, None], "unknown_status"),
    ],
)
def test_state_and_status_words_are_read(
    column: str, texts: list[str], expected: list[str | None], code: str, one_column: Read
) -> None:
    found = one_column({"state": "登记状态", "status": "学籍状态"}[column], texts)
    assert (values(found, column), codes(found)) == (expected, [code] if code else [])


@pytest.mark.parametrize(
    ("place", "header", "text", "value"),
    [
        ("confirmations.outcome", "确认结果", "已确认", "confirmed"),
        ("confirmations.outcome", "确认结果", "变更", "correction_asked"),
        ("confirmations.place", "确认渠道", "全国系统", "national"),
        ("checks.outcome", "核查结果", "空号", "wrong_number"),
        ("checks.outcome", "核查结果", "入伍", "enlisted"),
        ("checks.side", "核查对象", "用人单位", "employer"),
        ("checks.item", "核查项", "单位名称", "employer"),
        ("changes.field", "变更字段", "毕业去向", "code"),
        ("evidence.is_list", "是否名单", "是", True),
        ("complaints.upheld", "是否查实", "否", False),
    ],
)
def test_words_of_the_other_tables_are_read(
    place: str, header: str, text: str, value: object, one_column: Read
) -> None:
    table, column = place.split(".")
    assert values(one_column(header, [text], table), column) == [value]


def test_sizes_are_read_and_unknown_stays_unknown(reading: Read) -> None:
    rows = [["统一社会信用代码", "企业规模"]]
    rows += [
        [f"91410700MA000000{n}X", size]
        for n, size in enumerate(["小型", "微型企业", "未知", "巨大"])
    ]
    found = reading(rows, "employers")
    assert values(found, "size") == ["small", "micro", None, None]
    assert cells(found, "unknown_word") == ["B5"]


@pytest.mark.parametrize("text", ["无", "/", "-", "—", "N/A", "空", "NULL", " ", "\u200b"])
def test_placeholders_mean_blank(text: str, one_column: Read) -> None:
    found = one_column("单位名称", [text, "甲公司"])
    assert values(found, "employer_name") == [None, "甲公司"]
    assert values(found, "employer_key") == [None, "甲公司|"]


def test_thirty_means_blank_where_old_programs_write_it(one_column: Read) -> None:
    assert values(one_column("专业方向", ["30", "植保"]), "direction") == [None, "植保"]


def test_names_keep_their_spelling_but_not_their_width(one_column: Read) -> None:
    found = one_column("单位名称", ["\u3000黄河（新乡）种业ＡＢ有限公司 \t"])
    assert values(found, "employer_name") == ["黄河(新乡)种业AB有限公司"]


@pytest.mark.parametrize(
    ("uscc", "name", "place", "key"),
    [
        ("9141 0700MA0000001x", "甲公司", "410700", "91410700MA0000001X"),
        ("", "甲（新乡）公司", "410700", "甲(新乡)公司|410700"),
        ("无", "甲公司", "", "甲公司|"),
        ("", "", "410700", None),
    ],
)
def test_an_employer_is_known_by_code_else_by_name_and_place(
    uscc: str, name: str, place: str, key: str | None, reading: Read
) -> None:
    rows = [
        ["考生号", "统一社会信用代码", "单位名称", "单位所在地代码"],
        ["24410100000001", uscc, name, place],
    ]
    assert values(reading(rows), "employer_key") == [key]


def test_an_error_value_is_a_problem_of_its_cell(tmp_path: Path, read_file: Read) -> None:
    path = write_sheets(tmp_path / "a.xlsx", {"a": [["考生号", "姓名"], ["24410100000001", 7]]})
    rewritten(
        path, "xl/worksheets/sheet1.xml", b'<c r="B2"><v>7</v>', b'<c r="B2" t="e"><v>#DIV/0!</v>'
    )
    found = read_file(path)
    assert [(p.code, p.where.cell, p.value) for p in found.problems] == [
        ("error_value", "B2", "#DIV/0!")
    ]


def test_a_formula_without_a_value_is_a_problem_and_one_with_a_value_is_used(
    tmp_path: Path, read_file: Read
) -> None:
    rows: Rows = [["考生号", "姓名", "学院"], ["24410100000001", 7, 8]]
    path = write_sheets(tmp_path / "a.xlsx", {"a": rows})
    sheet = "xl/worksheets/sheet1.xml"
    rewritten(path, sheet, b'<c r="B2"><v>7</v>', b'<c r="B2"><f>"a"&amp;"b"</f>')
    rewritten(
        path, sheet, b'<c r="C2"><v>8</v>', '<c r="C2" t="str"><f>X1</f><v>农学院</v>'.encode()
    )
    found = read_file(path)
    assert cells(found, "formula_without_value") == ["B2"]
    assert values(found, "college") == ["农学院"]


def test_a_merged_cell_among_the_data_is_a_problem(tmp_path: Path, read_file: Read) -> None:
    rows: Rows = [["考生号", "学院"], ["24410100000001", "农学院"], ["24410100000002", None]]
    path = write_sheets(tmp_path / "a.xlsx", {"a": rows})
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    rewritten(path, "xl/worksheets/sheet1.xml", b"</sheetData>", merge)
    assert cells(read_file(path), "merged_cells") == ["B2"]
