"""Explanations in the words of an office, and in English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.made import graduates, write
from cli.test_commands import said

WORDS = ("explain", "--figure", "placement_rate", "--format", "json")


@pytest.mark.parametrize(
    ("option", "value", "count"),
    [
        ("--level", "本科生", 48), ("--level", "本科", 48), ("--gender", "女", 36),
        ("--gender", "2", 36),
        ("--major-name", "农学", 36), ("--code", "签劳动合同形式就业", 12), ("--code", "11", 12),
        ("--employer-nature", "其他企业", 24), ("--industry", "制造业", 24),
        ("--job", "工程技术人员", 24),
    ],
)  # fmt: skip
def test_a_group_may_be_named_as_the_workbook_does(
    option: str, value: str, count: int, books: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(said(capfd, *WORDS, str(books / "graduates.xlsx"), option, value))
    assert found["denominator"] == count == len(found["members"]) + len(found["others"])


def test_a_figure_may_be_named_in_chinese(books: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = str(books / "graduates.xlsx")
    by_code = said(capfd, "explain", file, "--figure", "further_study_rate")
    assert said(capfd, "explain", file, "--figure", "升学率") == by_code


def test_a_place_below_the_province_is_shown_with_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [{**row, "生源地代码": "410702"} for row in graduates(12)]
    file = str(write(tmp_path / "g.xlsx", rows))
    text = said(capfd, "explain", file, "--figure", "placement_rate", "--origin", "410702")
    assert "河南省（410702）" in text


def test_an_english_explanation_is_english(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(6)
    rows[1]["学籍状态"] = "延期"
    rows[2]["登记状态"] = "待审核"
    file = str(write(tmp_path / "g.xlsx", rows))
    words = ("explain", file, "--figure", "placement_rate", "--lang", "en")
    text = said(capfd, *words)
    for line in ("Placement rate (placement_rate, scheme 2024, everyone)", "Formula: (heads of"):
        assert line in text
    assert "not in the denominator" in said(capfd, *words, "--graduate", rows[1]["学号"])
    assert "not yet in force" in said(capfd, *words, "--graduate", rows[2]["考生号"])
    assert "no destination registered" in said(capfd, *words, "--graduate", rows[4]["考生号"])
