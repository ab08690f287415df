"""No row is dropped in silence, and rows that are no data are told apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.files import Rows, cells, codes, values, write_sheets
from quxiang.exchange import Reading

Read = Callable[..., Reading]
HEADER = ["考生号", "姓名", "学院", "毕业去向代码"]
PERSON = ["24410100000001", "王小麦", "农学院", "11"]
OTHER = ["24410100000002", "李大豆", "农学院", "76"]


@pytest.mark.parametrize(
    "row",
    [
        ["合计", None, None, "2"],
        [None, None, "总计：2人", None],
        ["填表人：钱某", None, None, None],
        [None, "小计", "2", None],
        ["总计 2 人", None, None, None],
    ],
)
def test_sums_and_footers_are_skipped_and_said(row: list[str | None], reading: Read) -> None:
    found = reading([HEADER, PERSON, OTHER, row])
    assert cells(found, "summary_row") == ["第 4 行"]
    assert values(found, "source_row") == [2, 3]


def test_a_note_below_the_header_is_skipped_and_said(reading: Read) -> None:
    found = reading([HEADER, ["必填", "必填", "选填", "见代码表"], PERSON])
    assert cells(found, "note_row") == ["第 2 行"]
    assert values(found, "source_row") == [3]


def test_a_person_without_any_number_is_kept_and_said(reading: Read) -> None:
    found = reading(
        [HEADER, PERSON, ["", "张无号", "农学院", "11"], ["无", "张无号", "农学院", "11"]]
    )
    assert cells(found, "no_number") == ["第 3 行", "第 4 行"]
    assert len(set(values(found, "graduate_id"))) == 3


def test_duplicates_keep_all_their_rows(reading: Read) -> None:
    found = reading([HEADER, PERSON, PERSON])
    assert (found.data.num_rows, len(set(values(found, "graduate_id"))), codes(found)) == (2, 1, [])


def test_blank_rows_cost_nothing_and_rows_keep_their_numbers(
    tmp_path: Path, read_file: Read
) -> None:
    blanks: list[list[object]] = [[] for _ in range(1000)]
    spaces = [["", " ", "\u3000", None]] * 5
    path = write_sheets(
        tmp_path / "a.xlsx", {"a": [HEADER, *blanks, PERSON, *spaces, OTHER, *blanks]}
    )
    found = read_file(path)
    assert (values(found, "source_row"), codes(found)) == ([1002, 1008], [])


def test_a_hundred_thousand_blank_rows_below_are_no_problem(
    tmp_path: Path, read_file: Read
) -> None:
    rows: Rows = [HEADER, PERSON, *([[" ", None]] * 100_000)]
    found = read_file(write_sheets(tmp_path / "a.xlsx", {"a": rows}))
    assert (found.file.rows, codes(found)) == (1, [])


def test_a_unit_may_be_listed_by_name_and_one_with_neither_is_kept_and_said(reading: Read) -> None:
    rows = [["统一社会信用代码", "单位名称", "企业规模", "登记状态"]]
    rows += [["91410700MA0000001X", "甲", "", ""], ["", "乙部队", "", ""], ["", "", "小型", "存续"]]
    found = reading([*rows], "employers")
    assert (found.data.num_rows, cells(found, "missing_key")) == (3, ["第 4 行"])


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
    ],
)
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_is_read_in_every_usual_form(
    encoding: str, named: str, mark: str, tmp_path: Path, read_file: Read
) -> None:
    lines = [mark.join(row) for row in (HEADER, PERSON, OTHER)]
    found = read_file(write_text(tmp_path / "a.csv", "\r\n".join(lines), encoding))
    assert (found.file.encoding, found.file.sheet, codes(found)) == (named, "", [])
    assert values(found, "name") == ["王小麦", "李大豆"]


def test_quoted_line_breaks_and_delimiters_keep_rows_right(tmp_path: Path, read_file: Read) -> None:
    text = f'{",".join(HEADER)}\n24410100000001,"王\n小麦","农,学院",11\n\n24410100000002,李,农学院,昨\n'  # noqa: E501
    found = read_file(write_text(tmp_path / "a.csv", text))
    assert values(found, "source_row") == [2, 4]
    assert values(found, "college") == ["农,学院", "农学院"]
    assert cells(found, "unknown_code") == ["D4"]


def test_a_line_in_another_encoding_is_a_problem_and_the_rest_is_kept(
    tmp_path: Path, read_file: Read
) -> None:
    lines = [",".join(row).encode() for row in (HEADER, PERSON)]
    lines += [
        ",".join(OTHER).encode("gb18030"),
        b"24410100000003,\xff\xfe\xff,\xff,11",
        ",".join(PERSON).encode(),
    ]
    path = tmp_path / "a.csv"
    path.write_bytes(b"\n".join(lines))
    found = read_file(path)
    assert cells(found, "mixed_encoding") == ["第 3 行", "第 4 行"]
    assert values(found, "name")[:2] == ["王小麦", "李大豆"]
    assert found.data.num_rows == 4


def test_a_row_longer_than_the_header_is_a_problem(tmp_path: Path, read_file: Read) -> None:
    text = f"{','.join(HEADER)}\n{','.join(PERSON)},多,余\n{','.join(OTHER)}\n"
    assert cells(read_file(write_text(tmp_path / "a.csv", text)), "ragged_row") == ["第 2 行"]
