"""The other commands: explain, columns, rules, standards, calendar; and quick help."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.made import graduates, write
from quxiang.cli import COMMANDS, run


def said(capfd: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run(words) == code
    captured = capfd.readouterr()
    assert "Traceback" not in captured.err
    return captured.out + captured.err


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_is_chinese_with_examples(name: str | None, capfd: pytest.CaptureFixture[str]) -> None:
    text = said(capfd, *([name] if name else []), "--help")
    assert "用法：quxiang" in text
    assert "例子" in text
    for english in ("Usage", "Options:", "Show this message", "[OPTIONS]", "default:"):
        assert english not in text


def test_a_mistyped_command_or_option_is_a_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    assert "没有命令" in said(capfd, "chekc", code=2)
    assert "--lang" in said(capfd, "rules", "--lan", code=2)
    assert "缺少" in said(capfd, "check", code=2)


def test_explain_lists_exactly_the_numerator(
    books: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = str(books / "graduates.xlsx")
    words = (
        "explain",
        file,
        "--figure",
        "placement_rate",
        "--college",
        "农学院",
        "--format",
        "json",
    )
    document = json.loads(said(capfd, *words))
    assert len(document["members"]) == document["numerator"] == 24
    assert len(document["members"]) + len(document["others"]) == document["denominator"] == 36
    assert {row["college"] for row in document["members"]} == {"农学院"}


def test_explain_takes_the_name_of_a_level(books: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = str(books / "graduates.xlsx")
    words = ("explain", file, "--figure", "placement_rate", "--format", "json", "--level")
    whole = json.loads(said(capfd, *words, "本科生"))
    assert whole["denominator"] == 48
    assert whole == json.loads(said(capfd, *words, "31"))


def test_explain_says_why_one_person_counts_or_not(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(6)
    rows[1]["学籍状态"] = "延期"
    rows[2]["登记状态"] = "待审核"
    file = str(write(tmp_path / "g.xlsx", rows))
    words = ("explain", file, "--figure", "placement_rate", "--graduate")
    assert "在分子里" in said(capfd, *words, rows[0]["考生号"])
    assert "不在分母里：学籍状态“延期”" in said(capfd, *words, rows[1]["学号"])
    assert "尚未生效" in said(capfd, *words, rows[2]["考生号"])
    assert "没有登记去向" in said(capfd, *words, rows[4]["考生号"])
    assert "这名毕业生" in said(capfd, *words, "nobody", code=2)


@pytest.mark.parametrize(
    "words",
    [
        ["--figure", "planet_rate"],
        ["--figure", "complaint_rate"],
        ["--figure", "complaint_rate", "--graduate", "24104660000001"],
        ["--figure", "agreement_contract_rate"],
        ["--figure", "placement_rate", "--residence", "x"],
    ],
)
def test_explain_refuses_what_cannot_be_explained(
    words: list[str], books: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "。" in said(capfd, "explain", str(books / "graduates.xlsx"), *words, code=2)


def test_a_saved_mapping_is_read_back(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = [
        {("就业类别" if k == "毕业去向" else k): v for k, v in row.items()} for row in graduates(6)
    ]
    file = str(write(tmp_path / "g.xlsx", rows))
    mapping = str(tmp_path / "own.toml")
    said(capfd, "columns", file, "--column", "就业类别=code", "--save", mapping)
    document = json.loads(said(capfd, "figures", file, "--mapping", mapping, "--format", "json"))
    placement = next(f for f in document["figures"] if f["code"] == "placement_rate")
    assert (placement["numerator"], placement["denominator"]) == (4, 6)


def test_a_column_set_aside_stays_aside_in_the_saved_mapping(
    books: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "own.toml"
    said(
        capfd,
        "columns",
        str(books / "graduates.xlsx"),
        "--column",
        "学籍状态=-",
        "--save",
        str(mapping),
    )
    assert '"学籍状态" = "-"' in mapping.read_text(encoding="utf-8")


def test_explain_refuses_a_group_there_is_not(
    books: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ("explain", str(books / "graduates.xlsx"), "--figure", "placement_rate", "--college")
    text = said(capfd, *words, "不存在学院", code=2)
    assert "农学院" in text


def test_a_previous_period_of_another_cohort_is_refused(
    books: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [{**row, "毕业年份": "2023"} for row in graduates(12)]
    other = str(write(tmp_path / "p.xlsx", rows))
    text = said(capfd, "check", str(books / "graduates.xlsx"), "--previous", other, code=2)
    assert "2023" in text


def test_columns_says_how_each_header_was_understood(
    books: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = said(capfd, "columns", str(books / "graduates.xlsx"))
    assert "表头在第 1 行" in text
    assert "employer_uscc" in text
    assert "统一社会信用代码" in said(
        capfd, "columns", "x.xlsx", "--table", "employers", "--fields"
    )


def test_rules_lists_and_shows(capfd: pytest.CaptureFixture[str]) -> None:
    listed = said(capfd, "rules")
    assert all(code in listed for code in ("T101", "T103", "R201", "R204", "E301", "E303", "E304"))
    assert "Cluster in one small employer" in said(capfd, "rules", "show", "E305", "--lang", "en")
    assert "group by school" in said(capfd, "rules", "show", "small_employer_cluster")
    assert "没有规则" in said(capfd, "rules", "show", "Z999", code=2)


def test_standards_shows_and_compares(capfd: pytest.CaptureFixture[str]) -> None:
    assert "employer_nature" in said(capfd, "standards")
    assert "70-QZZ" in said(capfd, "standards", "show", "2024")
    assert "未证实" in said(capfd, "standards", "show", "province")
    listed = said(capfd, "standards")
    for name, row in (("required_fields", "employer_uscc"), ("required_evidence", "劳动合同"),
                      ("code_conflicts", "只能空着")):  # fmt: skip
        assert name in listed
        assert row in said(capfd, "standards", "show", name)
    compared = said(capfd, "standards", "compare", "2021", "2024")
    assert "不可比" in compared
    assert "没有方案或代码表" in said(capfd, "standards", "show", "planets", code=2)


def test_calendar_says_where_a_moment_stands(capfd: pytest.CaptureFixture[str]) -> None:
    text = said(capfd, "calendar", "--cohort", "2024", "--at", "2024-04-11T09:00")
    assert "周监测" in text
    assert "按从严读法已过，按从宽读法未过" in text
    whole = said(capfd, "calendar", "--cohort", "2024")
    assert "7月24日前" in whole
    assert "17:00" in whole
    for words in (["--cohort", "x"], ["--cohort", "2024", "--at", "later"]):
        assert "。" in said(capfd, "calendar", *words, code=2)


def test_listing_rules_loads_neither_engine_nor_tables() -> None:
    script = (
        "import sys, io, contextlib\nfrom quxiang.cli import run\n"
        "with contextlib.redirect_stdout(io.StringIO()): run(['rules'])\n"
        "print([m for m in ('duckdb', 'sqlglot', 'pyarrow', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
