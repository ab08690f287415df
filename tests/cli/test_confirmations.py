"""What graduates and employers answered, read from workbooks, is compared with the record."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from cli.made import Row, graduates, write
from quxiang.cli import run

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/reference/check.schema.json").read_text(encoding="utf-8")
)
KEYS = {
    "C601": ("channel", "item"), "C602": (), "C603": (), "C604": (), "F701": ("unit_kind", "unit"),
}  # fmt: skip


def confirmed(number: str, *, outcome: str, version: str = "2", device: str = "") -> Row:
    return {
        "考生号": number, "版本": version, "确认渠道": "全国系统", "确认结果": outcome,
        "设备": device, "确认时间": "2024-06-18 09:00",
    }  # fmt: skip


@pytest.fixture
def answered(tmp_path: Path) -> list[str]:
    """Write a season in which each rule about answers finds something; return the options."""
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
        {"考生号": number, "核查对象": "本人", "核查项": "单位名称", "版本": "2",
         "核查结果": "不一致" if at < 3 else "一致", "核查时间": "2024-06-19"}
        for at, number in enumerate(others[:40])
    ]  # fmt: skip
    changes = [{"考生号": old, "版本": "2", "变更字段": "单位名称", "变更时间": "2024-05-20"}]
    tables = {"confirmations": confirmations, "checks": checks, "changes": changes}
    book = write(tmp_path / "graduates.xlsx", rows)
    options = [
        f"--{name}={write(tmp_path / f'{name}.xlsx', each)}" for name, each in tables.items()
    ]
    return [
        str(book),
        *options,
        "--cohort",
        "2024",
        "--school",
        "太行大学",
        "--as-of",
        "2024-07-10T17:00",
    ]


def test_answers_in_workbooks_are_compared_with_the_record(
    answered: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", *answered, "--set", "F701.base=20", "--format", "json"]) == 1
    document = json.loads(capfd.readouterr().out)
    jsonschema.validate(document, SCHEMA)
    found: dict[str, set[tuple[str, ...]]] = {}
    for each in document["findings"]:
        if each["rule"] in KEYS:
            key = tuple(each["subject"]["key"][name] for name in KEYS[each["rule"]])
            found.setdefault(each["rule"], set()).add(key)
    assert found["C601"] == {("graduate", "employer"), ("national", "all")}
    assert found["F701"] == {("school", "太行大学"), ("college", "农学院")}
    assert found.keys() == KEYS.keys()
    assert [f["columns"]["waiting"] for f in document["findings"] if f["rule"] == "C602"] == [
        "尚未确认"
    ]
    counted = {f["code"]: f for f in document["figures"] if not f["group"]}["inconsistency_rate"]
    school = next(
        each for each in document["findings"]
        if each["rule"] == "F701" and each["subject"]["key"]["unit_kind"] == "school"
    )  # fmt: skip
    assert school["columns"]["differing"] == str(counted["numerator"]) == "3"
    assert school["columns"]["checked"] == str(counted["denominator"]) == "40"
