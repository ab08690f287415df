"""What a person reads of two snapshots: words instead of codes, who it was, what to beware of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quxiang.cli import run
from schemas import validator
from snapshots.conftest import FIRST, SECOND


def compared(season: Path, capfd: pytest.CaptureFixture[str], *more: str) -> str:
    capfd.readouterr()
    assert run(["snapshot", "diff", str(season / FIRST), str(season / SECOND), *more]) == 1
    return capfd.readouterr().out


def document(season: Path, capfd: pytest.CaptureFixture[str]) -> Any:
    found = json.loads(compared(season, capfd, "--format", "json"))
    validator("snapshot").validate(found)
    return found


def test_values_are_said_as_an_office_reads_them(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = compared(made, capfd)
    for said in (
        "毕业去向 70-QZZ 待就业—求职中 → 11 签劳动合同形式就业",
        "登记状态 审签中 → 已录入",
        "薪酬达标 否 → 是",
        "单位名称 空 → 太行种业有限公司",
        "录入时间 2024-06-13 10:00 → 2024-06-20 10:00",
    ):
        assert said in text
    assert not [word for word in ("in_review", "False", "折叠") if word in text]


def test_those_whose_change_decides_about_figures_stand_first(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = compared(made, capfd).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("毕业生："))
    assert "有变化 71 人（其中 2 人的" in lines[at]
    assert ["王某0 " in lines[at + 3], "王某6 " in lines[at + 4]] == [True, True]


def test_figures_that_moved_are_told_from_those_whose_people_changed(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = compared(made, capfd)
    assert "指标：6 个数值变了，7 个只是计入的人变了，0 个不变" in text
    assert text.index("毕业去向落实率（2024") < text.index("自由职业率（2024")
    assert "＋1：新增（王某71 24104660000071）" in text
    assert "－1：移出（王某71 24104660099999）" in text


def test_rules_that_ran_on_one_snapshot_only_are_said(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = document(made, capfd)["not_compared"]
    assert any("只在后一份快照上运行了这些规则" in each and "R206" in each for each in said)


def test_other_parameters_of_the_newest_run_are_a_fact(
    season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert document(season, capfd)["facts"] == []
    assert run(["snapshot", "run", str(season / SECOND), "--set", "E305.limit=2"]) == 0
    facts = document(season, capfd)["facts"]
    assert facts == [{"name": "rules.E305.limit", "before": "4", "after": "2"}]
    assert "规则参数 E305.limit：4 → 2" in compared(season, capfd)
