"""What graduates and employers answered, read from workbooks, is compared with the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cli.made import Row, graduates, write
from quxiang.cli import run

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/reference/check.schema.json").read_text(encoding="utf-8")
)
KEYS = ("C601", "C602", "C603", "C604", "F701")
Document = dict[str, Any]


def confirmed(number: str, *, outcome: str, version: str = "2", device: str = "") -> Row:
    return {
        "考生号": number, "版本": version, "确认渠道": "全国系统", "确认结果": outcome,
        "设备": device, "确认时间": "2024-06-18 09:00",
    }  # fmt: skip


def season() -> dict[str, list[Row]]:
    """Return tables in which each rule about answers finds something."""
    rows = [{**row, "版本": "2", "录入时间": "2024-05-20 10:00"} for row in graduates()]
    employed = [row["考生号"] for row in rows if row["毕业去向"] == "签劳动合同形式就业"]
    settled = [row["考生号"] for row in rows if row["毕业去向"]]
    _, old, *others = settled
    confirmations = [
        confirmed(old, outcome="已确认", version="1"),
        *(confirmed(n, outcome="已确认", device="d" if at < 4 else "")
          for at, n in enumerate(others)),
        {**confirmed(employed[5], outcome="不对"), "确认时间": "2024-06-18 09:30"},
    ]  # fmt: skip
    checks = [
        {"考生号": number, "核查对象": "本人", "核查项": "单位名称",
         "版本": "1" if at == 39 else "2", "核查结果": "不一致" if at in (0, 1, 2, 39) else "一致",
         "核查时间": "2024-06-19"}
        for at, number in enumerate(others[:40])
    ]  # fmt: skip
    changes = [{"考生号": old, "版本": "2", "变更字段": "单位名称", "变更时间": "2024-05-20"}]
    return {
        "graduates": rows, "confirmations": confirmations, "checks": checks, "changes": changes,
    }  # fmt: skip


def checked(
    tables: dict[str, list[Row]], folder: Path, capfd: pytest.CaptureFixture[str]
) -> Document:
    paths = {name: str(write(folder / f"{name}.xlsx", rows)) for name, rows in tables.items()}
    options = [f"--{name}={path}" for name, path in paths.items() if name != "graduates"]
    words = ["--cohort", "2024", "--school", "太行大学", "--as-of", "2024-07-10T17:00"]
    assert run(
        ["check", paths["graduates"], *options, *words, "--set", "F701.base=20", "--format", "json"]
    ) == 1  # fmt: skip
    document: Document = json.loads(capfd.readouterr().out)
    jsonschema.validate(document, SCHEMA)
    return document


def keys(document: Document) -> dict[str, set[tuple[str, ...]]]:
    """Return the keys found by the rules about answers, by rule."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for each in document["findings"]:
        if each["rule"] in KEYS:
            key = each["subject"]["key"]
            found.setdefault(each["rule"], set()).add((each["verdict"], *key.values()))
    return found


def test_answers_in_workbooks_are_compared_with_the_record(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    document = checked(season(), tmp_path, capfd)
    found = keys(document)
    assert found.keys() == set(KEYS)
    assert {key[2:] for key in found["C601"]} == {("graduate", "employer"), ("national", "all")}
    assert {key[1:] for key in found["F701"]} == {("school", "太行大学"), ("college", "农学院")}
    assert [f["columns"]["waiting"] for f in document["findings"] if f["rule"] == "C602"] == [
        "尚未确认"
    ]
    counted = {f["code"]: f for f in document["figures"] if not f["group"]}["inconsistency_rate"]
    school = next(
        each for each in document["findings"]
        if each["rule"] == "F701" and each["subject"]["key"]["unit_kind"] == "school"
    )  # fmt: skip
    assert school["columns"]["differing"] == str(counted["numerator"]) == "3"
    assert school["columns"]["checked"] == str(counted["denominator"]) == "39"


#: columns whose absence changes by definition what an answer is about: the version in force, the
#: whole record, the graduate
MEANT = {
    ("confirmations", "版本"),
    ("checks", "版本"),
    ("checks", "核查项"),
    ("checks", "核查对象"),
}
COLUMNS = [
    (table, column)
    for table, rows in season().items()
    for column in rows[0]
    if table != "graduates" or column in ("版本", "录入时间", "所在院系", "登记状态", "姓名")
    if (table, column) not in MEANT
]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_without_one_column_of_answers_a_rule_finds_the_same_or_says_that_it_could_not(
    table: str, column: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = keys(checked(season(), tmp_path, capfd))
    tables = season()
    tables[table] = [{k: v for k, v in row.items() if k != column} for row in tables[table]]
    if column == "考生号":
        del tables[table]  # nothing says any more whom a row is about
    document = checked(tables, tmp_path, capfd)
    less, unready = keys(document), {each["rule"] for each in document["not_run"]}
    if "C604" in unready:  # then nothing tells any more that C602 says the same
        unready.add("C602")
    assert {code for code in KEYS if whole.get(code) != less.get(code)} <= unready
