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


SIGNALS = ("error_rate", "suspect_rate", "inconsistency_rate", "complaint_rate")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the options of a check in which every signal is above nothing."""
    folder = tmp_path_factory.mktemp("faulty")
    rows = graduates(72)
    rows[0]["单位名称"] = rows[9]["单位联系人"] = ""
    rows[6]["统一社会信用代码"] = "9135"
    rows.append({**rows[12], "毕业去向": "求职中"})
    numbers = [rows[at]["考生号"] for at in (0, 3, 6, 40)]
    asked = [
        {
            "考生号": number,
            "核查对象": "毕业生",
            "核查项": "去向",
            "核查结果": "不一致" if at else "一致",
        }
        for at, number in enumerate(numbers)
    ]
    complaints = [
        {"学院": "农学院", "考生号": "", "举报时间": "2024-06-01", "是否查实": "是"},
        {"学院": "文学院", "考生号": numbers[3], "举报时间": "2024-06-02", "是否查实": "否"},
    ]
    return [
        str(write(folder / "g.xlsx", rows)),
        "--checks", str(write(folder / "c.xlsx", asked)),
        "--complaints", str(write(folder / "l.xlsx", complaints)),
    ]  # fmt: skip


def test_the_lists_of_a_signal_count_to_exactly_its_figure_in_every_group(
    faulty: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    said_by = json.loads(
        said(capfd, "figures", *faulty, "--by", "college,level", "--format", "json")
    )
    figures = [each for each in said_by["figures"] if each["code"] in SIGNALS]
    assert {each["code"] for each in figures if each["numerator"]} == set(SIGNALS)
    for each in figures:
        group = [word for name, value in each["group"].items() for word in (f"--{name}", value)]
        if "" in each["group"].values():
            continue
        words = ("explain", *faulty, "--figure", each["code"], *group, "--format", "json")
        found = json.loads(said(capfd, *words))
        assert (found["numerator"], found["denominator"]) == (
            each["numerator"],
            each["denominator"],
        )
        assert len(found["members"]) == each["numerator"]
        apart = each["numerator"] if each["per"] == 100 else 0
        assert len(found["others"]) == each["denominator"] - apart


def test_a_person_is_told_whether_a_signal_counts_them(
    faulty: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    words = ("explain", *faulty, "--figure", "异常率", "--graduate")
    assert "在分子里" in said(capfd, *words, "2020000000")
    assert "在分母里，不在分子里" in said(capfd, *words, "2020000015")
    assert "既不在" in said(capfd, *words, "2020000001", code=2)
    assert "in the numerator" in said(capfd, *words, "2020000000", "--lang", "en")


def test_a_complaint_about_nobody_stands_in_its_own_row(
    faulty: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    words = ("explain", *faulty, "--figure", "complaint_rate", "--format", "json")
    members = json.loads(said(capfd, *words))["members"]
    assert [(each["file"], each["row"]) for each in members] == [("l.xlsx", 3), ("l.xlsx", 2)]
