"""Files other programs wrote are read like our own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.files import GRADUATES, codes, values, write_sheets
from quxiang.exchange import Reading

Read = Callable[..., Reading]
COLUMNS = ("student_no", "exam_no", "name", "gender", "level", "college", "code", "agreed_on",
           "employer_uscc", "employer_name", "graduation_on")  # fmt: skip


@pytest.mark.parametrize("kind", ["xls", "ods", "csv", "dbf"])
def test_a_file_by_libreoffice_holds_what_our_own_workbook_holds(
    kind: str, foreign: dict[str, Path], read_file: Read, tmp_path: Path
) -> None:
    own = read_file(write_sheets(tmp_path / "own.xlsx", {"毕业生": GRADUATES}))
    theirs = read_file(foreign[kind])
    assert codes(theirs) == []
    assert {name: values(theirs, name) for name in COLUMNS} == {
        name: values(own, name) for name in COLUMNS
    }
    assert values(theirs, "source_row") == [2, 3, 4]


@pytest.mark.parametrize(
    ("kind", "encoding"), [("csv", "GB18030"), ("dbf", "GB18030"), ("xls", "")]
)
def test_the_encoding_is_named(
    kind: str, encoding: str, foreign: dict[str, Path], read_file: Read
) -> None:
    assert read_file(foreign[kind]).file.encoding == encoding


def test_a_deleted_dbf_record_is_left_out_and_said(
    foreign: dict[str, Path], read_file: Read, tmp_path: Path
) -> None:
    data = bytearray(foreign["dbf"].read_bytes())
    data[int.from_bytes(data[8:10], "little")] = ord("*")
    path = tmp_path / "删.dbf"
    path.write_bytes(bytes(data))
    found = read_file(path)
    assert codes(found) == ["deleted_records"]
    assert values(found, "student_no") == ["202001002", "202001003"]


def test_a_dbf_of_another_name_is_known_by_its_content(
    foreign: dict[str, Path], read_file: Read, tmp_path: Path
) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(foreign["dbf"].read_bytes())
    assert read_file(path).file.rows == 3


def test_cells_keep_their_excel_place_where_the_first_column_and_rows_are_empty(
    workbook: Callable[..., Path], read_file: Read
) -> None:
    rows = [[], [], [None, "考生号", "签约日期"], [None, "24410100000001", "昨天"]]
    found = read_file(workbook(rows))
    assert [(p.code, p.where.cell) for p in found.problems] == [("bad_date", "C4")]
