"""Nothing a workbook holds is left unread in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cli.made import Row, graduates, write
from quxiang.cli import run


def problems(capfd: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert run(["check", *words, "--format", "json"]) in (0, 1)
    found: list[dict[str, Any]] = json.loads(capfd.readouterr().out)["problems"]
    return found


def sheets(path: Path, tables: dict[str, list[Row]], hidden: str = "") -> str:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        page = book.create_sheet(name)
        page.append(list(rows[0]) if rows else ["封面"])
        for row in rows:
            page.append(list(row.values()))
        page.sheet_state = "hidden" if name == hidden else "visible"
    book.save(path)
    return str(path)


def test_a_column_nobody_knows_is_a_problem_at_its_header(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [{**row, "爱好": "足球", "备注": "x", "空着": ""} for row in graduates(12)]
    found = problems(capfd, str(write(tmp_path / "g.xlsx", rows)))
    assert [(each["code"], each["column"], each["value"]) for each in found] == [
        ("unknown_column", "爱好", "爱好")
    ]
    assert found[0]["cell"].endswith("1")
    assert "--column 爱好=-" in found[0]["remedy"]


def test_a_column_set_aside_is_none(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = [{**row, "爱好": "足球"} for row in graduates(12)]
    assert problems(capfd, str(write(tmp_path / "g.xlsx", rows)), "--column", "爱好=-") == []


def test_cells_below_no_header_are_a_problem(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [{**row, "": "足球"} for row in graduates(12)]
    found = problems(capfd, str(write(tmp_path / "g.xlsx", rows)))
    assert [each["code"] for each in found] == ["unnamed_column"]
    assert "12 格" in found[0]["message"]


def test_a_second_sheet_of_graduates_is_a_problem_that_names_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(24)
    tables = {"封面": [], "农学院": rows[:12], "文学院": rows[12:], "旧表": rows[:3]}
    file = sheets(tmp_path / "g.xlsx", tables, hidden="旧表")
    found = problems(capfd, file)
    assert [(each["code"], each["sheet"]) for each in found] == [("unread_sheet", "文学院")]
    assert problems(capfd, file, "--sheet", "文学院") == []


def test_a_roster_beside_the_graduates_is_no_second_sheet_of_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(12)
    roster = [{"学生姓名": row["姓名"], "考生号": row["考生号"]} for row in rows]
    file = sheets(tmp_path / "g.xlsx", {"学生就业数据": rows, "学生基础信息": roster})
    assert problems(capfd, file) == []


def test_a_total_above_the_student_number_is_no_person(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [*graduates(12), {"考生号": "合计", "学号": "12"}]
    file = str(write(tmp_path / "g.xlsx", rows))
    assert [each["code"] for each in problems(capfd, file)] == ["summary_row"]
    assert run(["figures", file]) == 0
    assert "纳入统计  12 人" in capfd.readouterr().out


def test_the_same_row_problem_of_many_rows_is_said_once_with_its_rows(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(24)
    for row in rows[4:]:
        row["考生号"] = row["学号"] = ""
    run(["check", str(write(tmp_path / "g.xlsx", rows))])
    text = capfd.readouterr().out
    assert text.count("这一行没有考生号") == 1
    assert "等 20 处" in text


def test_a_missing_column_is_called_by_the_headers_it_comes_from(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = ("考生号", "姓名", "毕业去向", "所在院系")
    rows = [{name: row[name] for name in kept} for row in graduates(12)]
    run(["check", str(write(tmp_path / "g.xlsx", rows)), "--format", "json"])
    missing = {
        each["rule"]: each["reason"] for each in json.loads(capfd.readouterr().out)["not_run"]
    }
    assert "单位名称或统一社会信用代码" in missing["E305"]
    assert not [reason for reason in missing.values() if "折叠" in reason or "内部键" in reason]
