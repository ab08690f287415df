"""A workbook that lacks a column: every rule finds the same rows, or says that it could not."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

from cli.made import EMPLOYERS, Row, graduates, paper, registry, write
from quxiang.cli import run

Found = dict[str, set[tuple[str, int]]]


def faulty() -> dict[str, list[Row]]:
    """Return full tables in which the rules that can judge them find something."""
    rows = graduates()
    people = registry(rows)
    before = [dict(row) for row in rows]
    for row in before[:40]:
        row["毕业去向"] = ""
    rows[0]["单位联系人"] = ""
    rows[3]["薪酬达标"] = "否"
    rows[6]["统一社会信用代码"] = "9135"
    rows[9]["统一社会信用代码"], rows[9]["单位名称"] = "91350100M000100Y43", "黄河商贸有限公司"
    rows.append(dict(rows[14]))
    rows[15]["统一社会信用代码"], rows[15]["单位名称"] = "91410700MA0000001X", "不在名单公司"
    people[20]["姓名"] = "另一人"
    people[21]["专业代码"] = "999999"
    people[30] = {**people[30], "考生号": "24104660099999", "学号": "2020999999"}
    before[50]["学籍状态"] = "休学"
    for row in rows:
        row |= {
            "培养方式": "非定向",
            "委培单位": "",
            "合同到期日": "",
            "版本": "1",
            "实际用工单位": "",
        }
    for row in rows[36:60:6]:
        row["实际用工单位"] = "沁河商店"
    rows[24]["工作职位类别"] = "公务员"
    rows[27]["单位所在地代码"] = "130000"
    rows[33]["合同到期日"] = "2024-04-30"
    rows[39]["毕业去向"] = "在家里蹲"
    rows[42]["培养方式"], rows[42]["委培单位"] = "定向", "新乡第一中学"
    filed = [paper(row, "劳动合同", f"{at}.pdf", f"{at:064x}") for at, row in enumerate(rows)]
    filed[45] |= {"材料名称": "实习证明", "文件散列": filed[51]["文件散列"]}
    changes = [
        {"考生号": rows[0]["考生号"], "学号": rows[0]["学号"], "版本": str(number),
         "变更字段": "单位名称", "变更前": f"公司{number}", "变更后": f"公司{number + 1}",
         "变更时间": f"2024-06-0{number}"}
        for number in range(1, 6)
    ]  # fmt: skip
    rows[18]["统一社会信用代码"], rows[18]["单位名称"] = "91350100M000100Y51", "黄河商店"
    firm = EMPLOYERS[0] | {
        "规模": "小型", "曾用名": "", "上级单位信用代码": "", "法定代表人": "汪某",
        "电话": "0373-1000001", "注册地址": "新乡市某路1号",
    }  # fmt: skip
    firms = [firm, {**firm, "统一社会信用代码": "91350100M000100Y51", "单位名称": "黄河商店"}]
    last = [{**row, "毕业年份": "2023", "毕业去向": "签劳动合同形式就业"} for row in graduates()]
    return {
        "graduates": rows, "registry": people, "previous": before, "employers": firms,
        "last-year": last, "evidence": filed, "changes": changes,
    }  # fmt: skip


def rows_found(books: dict[str, Path]) -> tuple[Found, set[str]]:
    """Check workbooks; return the rows each rule names, and the rules in ``not_run``."""
    options = [f"--{name}={book}" for name, book in books.items() if name != "graduates"]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run(["check", str(books["graduates"]), *options, "--cohort", "2024", "--school",
             "太行大学", "--as-of", "2024-06-20T17:00", "--format", "json"])  # fmt: skip
    if not out.getvalue():
        return {}, set()
    document = json.loads(out.getvalue())
    found: Found = {}
    for finding in document["findings"]:
        places = {(row["file"], row["row"]) for row in finding["rows"]}
        found.setdefault(finding["rule"], set()).update(places or {(finding["message"], 0)})
    return found, {each["rule"] for each in document["not_run"]}


WHOLE = faulty()
CASES = [
    (table, column)
    for table, rows in WHOLE.items()
    if table != "last-year"
    for column in rows[0]
    if table != "previous" or column in ("所在院系", "专业代码", "毕业去向", "登记状态", "考生号")
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the workbooks that lack nothing, by table; written once."""
    folder = tmp_path_factory.mktemp("whole")
    books = {name: folder / f"{name}.xlsx" for name in WHOLE}
    for name, book in books.items():
        write(book, WHOLE[name])
    return books


@pytest.fixture(scope="module")
def baseline(whole: dict[str, Path]) -> Found:
    return rows_found(whole)[0]


def test_the_whole_workbook_makes_many_rules_find_something(baseline: Found) -> None:
    assert set(baseline) >= {
        "D401", "D402", "D403", "D404", "D405", "D406", "D407", "D408",
        "E301", "E303", "E304", "E305", "E306", "E309", "F702", "F703", "F705", "R201", "R202",
        "R203", "R204", "R206", "T101", "T102", "T103",
        "V501", "V502", "V503",
    }  # fmt: skip


@pytest.mark.parametrize("lacking", CASES, ids="-".join)
def test_without_one_column_a_rule_finds_the_same_or_says_that_it_could_not(
    lacking: tuple[str, str], baseline: Found, whole: dict[str, Path], tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    table, column = lacking
    less = tmp_path / f"{table}.xlsx"
    write(less, [{k: v for k, v in row.items() if k != column} for row in WHOLE[table]])
    found, unready = rows_found({**whole, table: less})
    if not found and not unready:
        assert "。" in capfd.readouterr().err  # refused whole, in a sentence
        return
    silent = {
        rule
        for rule in baseline.keys() | found.keys()
        if baseline.get(rule) != found.get(rule) and rule not in unready
    }
    assert silent == set()
