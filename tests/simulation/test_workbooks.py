"""The workbooks look like a school's own, and say what the tables say."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from quxiang.simulation import season_tables, write_workbooks
from quxiang.simulation.layouts import LAYOUTS, PLAN_EXPORT
from quxiang.simulation.papers import PAPERS
from quxiang.standards import TABLES

#: columns of official layouts that the engine has no use for
ELSEWHERE = {"民族名称", "民族", "政治面貌", "城乡生源", "入学年月", "入学日期", "单位地址"}
NAMES = [
    "graduates", "registry", "previous", "last-year", "employers", "confirmations", "evidence",
    "checks", "changes", "complaints", "national", "minimum-wages", "protected-phones",
]  # fmt: skip

Grid = list[tuple[Any, ...]]


@cache
def grid(workbooks: Path, name: str) -> Grid:
    book = openpyxl.load_workbook(workbooks / f"{name}.xlsx", read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return rows


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_header_is_one_the_declared_table_knows(name: str) -> None:
    table = TABLES[name]
    known = {each for column in table for each in (*column.aliases, *column.names)}
    known |= {each for raw in table.raw for each in raw.aliases}
    assert {head.header for head in LAYOUTS[name]} - known - ELSEWHERE - {
        "留学院校外文名称", "留学专业外文名称"
    } == set()  # fmt: skip


def test_the_graduates_begin_with_the_thirty_seven_columns_of_the_plan_export() -> None:
    assert len(PLAN_EXPORT) == 37
    assert LAYOUTS["graduates"][:37] == PLAN_EXPORT
    assert [PLAN_EXPORT[at].header for at in (0, 18, 36)] == [
        "学号",
        "毕业去向类别代码",
        "工作职位类别",
    ]


def test_a_note_stands_above_the_header_of_the_graduates(workbooks: Path) -> None:
    rows = grid(workbooks, "毕业生")
    assert rows[0][0] == PAPERS["graduates"].title
    assert rows[1][:2] == ("学号", "姓名")


def test_the_list_names_each_option_with_its_file_and_day(workbooks: Path) -> None:
    inputs = json.loads((workbooks / "inputs.json").read_text("utf-8"))
    assert list(inputs) == NAMES
    assert all((workbooks / each["file"]).is_file() for each in inputs.values())
    assert inputs["previous"]["on"] == date(2024, 6, 12).isoformat()
    assert inputs["last-year"]["on"] == date(2023, 6, 19).isoformat()


def test_a_cell_says_what_the_table_says_in_the_row_the_table_names(
    workbooks: Path, planted: tuple[dict[str, pa.Table], pa.Table]
) -> None:
    rows, table = grid(workbooks, "毕业生"), planted[0]["graduates"]
    headers = list(rows[1])
    for record in (*table.slice(0, 50).to_pylist(), *table.slice(table.num_rows - 3).to_pylist()):
        cells = dict(zip(headers, rows[record["source_row"] - 1], strict=True))
        assert cells["考生号"] == record["exam_no"]
        assert cells["身份证号"] == record["identity_no"]
        assert cells["毕业去向类别代码"] == record["code"]
        assert (cells["统一社会信用代码"] or "").strip().upper() == (record["employer_uscc"] or "")


def test_dates_are_written_in_several_ways(workbooks: Path) -> None:
    rows = grid(workbooks, "毕业生")
    at = rows[1].index("签约日期")
    shapes = {re.sub(r"\d+", "9", row[at]) for row in rows[2:] if row[at]}
    assert shapes == {"9-9-9", "9/9/9", "9", "9年9月9日", "9.9.9"}


def test_names_are_written_with_honest_noise(workbooks: Path) -> None:
    rows = grid(workbooks, "毕业生")
    firms = [row[rows[1].index("单位名称")] or "" for row in rows[2:]]
    persons = [row[rows[1].index("姓名")] or "" for row in rows[2:]]
    assert any("（" in name for name in firms)
    assert any("(" in name for name in firms)
    assert any(" 有限公司" in name for name in firms)
    assert any("　" in name for name in persons)


def test_the_truth_is_written_row_by_row(
    workbooks: Path, planted: tuple[dict[str, pa.Table], pa.Table]
) -> None:
    rows = grid(workbooks, "真值")
    assert [row[0] for row in rows[2:]] == planted[1]["rule"].to_pylist()


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    tables = season_tables(500, 3, raw=True)
    made = []
    for name in ("one", "two"):
        write_workbooks(tmp_path / name, tables)
        files = sorted((tmp_path / name).iterdir())
        made.append([(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files])
    assert made[0] == made[1]


def test_tables_without_raw_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="raw"):
        write_workbooks(tmp_path, season_tables(500, 3))
