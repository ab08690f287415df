"""Destinations and their papers, judged from workbooks: which rows, which words, what not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.made import FIRM, Row, graduates, paper, write
from quxiang.cli import run

Documents = dict[str, list[dict[str, Any]]]
OWN = "table,code,field,value,by,at,reason\n"


def checked(
    capfd: pytest.CaptureFixture[str], folder: Path, *options: str, **tables: list[Row]
) -> tuple[Documents, dict[str, str]]:
    """Return the findings by rule, and why others did not run."""
    words = []
    for name, rows in tables.items():
        path = str(write(folder / f"{name}.xlsx", rows))
        words += [path] if name == "graduates" else [f"--{name}", path]
    words += ["--as-of", "2024-06-20T17:00", "--format", "json", *options]
    run(["check", *words])
    document = json.loads(capfd.readouterr().out)
    found: Documents = {}
    for each in document["findings"]:
        found.setdefault(each["rule"], []).append(each)
    return found, {each["rule"]: each["reason"] for each in document["not_run"]}


def rows_of(found: Documents, rule: str) -> list[int]:
    return sorted(place["row"] for each in found.get(rule, []) for place in each["rows"])


def papers(rows: list[Row]) -> list[Row]:
    """Return one paper each of those who need one, of the kind their destination asks for."""
    kinds = {
        "签劳动合同形式就业": "劳动合同", "研究生": "录取通知书", "其他录用形式就业": "聘用证明",
        "自由职业": "本人声明",
    }  # fmt: skip
    return [
        paper(row, kinds[row["毕业去向"]], f"{at}.pdf", f"{at:064x}")
        for at, row in enumerate(rows)
        if row["毕业去向"] in kinds
    ]


def test_destinations_that_do_not_hold_together_are_named_by_row(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {**row, "培养方式": "非定向", "委培单位": "", "合同到期日": ""} for row in graduates(36)
    ]
    rows[0]["工作职位类别"] = "公务员"
    rows[2]["单位行业"] = "制造业"
    rows[6]["单位所在地代码"] = "130000"
    rows[12]["签约日期"] = "2024-06-21"
    rows[18]["合同到期日"] = "2024-04-30"
    rows[24]["毕业去向"] = "在家里蹲"
    rows[30]["培养方式"], rows[30]["委培单位"] = "定向", "新乡第一中学"
    found, _ = checked(capfd, tmp_path, graduates=rows)
    assert {rule: rows_of(found, rule) for rule in ("D402", "D404", "D406", "D407", "D408")} == {
        "D402": [2, 2, 4], "D404": [8], "D406": [14, 14, 20], "D407": [26], "D408": [32],
    }  # fmt: skip
    assert (
        "王某0（去向 11）的单位性质为“39 其他企业（含民营企业等）”："
        "公务员的单位应是机关；参照公务员法管理的单位请核对。"
    ) in {each["message"] for each in found["D402"]}
    assert found["D404"][0]["message"].startswith("王某6 的单位所在地代码 130000 与所在地不同省")
    assert {each["subject"]["key"]["reading"] for each in found["D406"]} == {
        "agreed_after_entered", "agreed_in_future", "contract_ends_before_agreed",
    }  # fmt: skip


def test_they_are_told_in_english_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = [{**row, "培养方式": "非定向", "委培单位": ""} for row in graduates(36)]
    rows[2]["单位行业"] = "制造业"
    rows[6]["单位所在地代码"] = "130000"
    rows[12]["签约日期"] = "2024-06-21"
    rows[30]["培养方式"], rows[30]["委培单位"] = "定向", "新乡第一中学"
    found, _ = checked(capfd, tmp_path, "--lang", "en", graduates=rows)
    said = {rule: found[rule][0]["message"] for rule in ("D402", "D404", "D406", "D408")}
    assert said["D402"] == "王某2 (destination 801): industry 22 does not go with code 801."
    assert "130000 lies in another province than the name" in said["D404"]
    assert "the date of agreement 2024-06-21 is after the day of entry 2024-06-20" in said["D406"]
    assert said["D408"].endswith("bound to 新乡第一中学) went to 太行种业有限公司.")


def test_papers_missing_reused_or_of_an_internship_are_found(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(36)
    filed = papers(rows)
    by_number = {each["考生号"]: each for each in filed}
    filed.remove(by_number[rows[0]["考生号"]])
    by_number[rows[6]["考生号"]]["材料种类"] = "网店截图"
    by_number[rows[12]["考生号"]]["材料名称"] = "毕业实习协议.pdf"
    by_number[rows[18]["考生号"]]["文件散列"] = by_number[rows[24]["考生号"]]["文件散列"]
    by_number[rows[2]["考生号"]].update(
        {"材料种类": "拟录取名单", "是否名单": "是", "文件散列": "f" * 64}
    )
    by_number[rows[8]["考生号"]].update(
        {"材料种类": "说不清", "是否名单": "是", "文件散列": "f" * 64}
    )
    by_number[rows[30]["考生号"]]["材料种类"] = "社保缴纳记录"
    found, reasons = checked(capfd, tmp_path, graduates=rows, evidence=filed)
    assert rows_of(found, "V501") == [2, 8, 32]
    assert {each["rows"][0]["row"]: each["verdict"] for each in found["V501"]} == {
        2: "fault", 8: "fault", 32: "to_check",
    }  # fmt: skip
    assert rows_of(found, "V502") == [20, 26]
    assert rows_of(found, "V503") == [14]
    assert "王某0 的去向为 11，没有“劳动合同、聘用合同”，也没有别的材料。" in {
        each["message"] for each in found["V501"]
    }
    assert "版本" in reasons["V501"]


def test_without_evidence_and_changes_their_rules_are_not_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found, reasons = checked(capfd, tmp_path, graduates=graduates(6))
    assert not {"V501", "V502", "D405"} & found.keys()
    for rule, option in (("V501", "--evidence"), ("V502", "--evidence"), ("D405", "--changes")):
        assert reasons[rule].startswith("未运行")
        assert option in reasons[rule]
    assert reasons["V503"].startswith("部分运行")


def test_frequent_changes_are_read_by_the_headers_of_their_fields(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(6)
    steps = [
        ("单位名称", "甲公司", "乙公司"),
        ("毕业去向", "11", "12"),
        ("单位所在地", "河南", "河北"),
    ]
    changes = [
        {"考生号": rows[0]["考生号"], "变更字段": field, "变更前": before, "变更后": after,
         "变更时间": f"2024-06-{day:02d}"}
        for day, (field, before, after) in enumerate(steps, start=1)
    ]  # fmt: skip
    found, _ = checked(capfd, tmp_path, graduates=rows, changes=changes)
    assert [each["verdict"] for each in found["D405"]] == ["to_check"]
    assert rows_of(found, "D405") == [2]
    found, _ = checked(capfd, tmp_path, "--set", "D405.many=3", graduates=rows, changes=changes)
    assert [each["verdict"] for each in found["D405"]] == ["fault"]


def test_a_school_changes_what_is_asked_by_its_own_tables(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(12)
    rows[0]["单位所在地代码"], rows[6]["单位所在地代码"] = "410100", "410700"
    rows[2]["单位行业"] = "制造业"
    filed = [each for each in papers(rows) if each["考生号"] != rows[3]["考生号"]]
    found, _ = checked(capfd, tmp_path, graduates=rows, evidence=filed)
    assert "D404" not in found
    assert (rows_of(found, "D402"), rows_of(found, "V501")) == ([4], [5])
    own = tmp_path / "own"
    own.mkdir()
    lines = (
        "place,410100,name,郑州市,钱,2024-05-01,地区代码表\n",
        "place,410700,name,新乡市,钱,2024-05-01,地区代码表\n",
        "code_conflicts,code.80.industry,severity,none,钱,2024-05-01,本省要求填写\n",
        "required_evidence,12.certificate,severity,none,钱,2024-05-01,本省不要求\n",
    )
    (own / "own.csv").write_text(OWN + "".join(lines), encoding="utf-8")
    options = ("--standards-dir", str(own))
    found, _ = checked(capfd, tmp_path, *options, graduates=rows, evidence=filed)
    assert rows_of(found, "D404") == [2]
    assert "与所在地不是一个地方" in found["D404"][0]["message"]
    assert not {"D402", "V501"} & found.keys()


def test_nature_33_is_judged_by_the_scheme_of_the_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    person = {**graduates(1)[0], **FIRM, "毕业去向": "科研助理、管理助理", "单位性质": ""}
    person = {**person, "单位性质代码": "33", "薪酬达标": "是"}
    del person["单位性质"]
    new, _ = checked(capfd, tmp_path, "--standard", "2024", graduates=[person])
    old, _ = checked(capfd, tmp_path, "--standard", "2021", graduates=[person])
    assert "个体工商户" in new["D402"][0]["message"]
    assert "D402" not in old
