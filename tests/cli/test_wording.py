"""What a report calls things: schools, groups, bad values; and whether English is English."""

from __future__ import annotations

import csv
import json
import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from cli.made import graduates, registry, write
from quxiang.cli import run
from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.ruleform import Rule
from quxiang.exchange.faults import sentences
from quxiang.standards.tables import TABLES

HAN = re.compile(r"[\u4e00-\u9fff]")
#: words of the workbook and of code tables inside an English sentence
THEIRS = re.compile(r"“[^”]*”")
HEADERS = {
    header
    for table in TABLES.values()
    for each in table
    for header in (*each.aliases, *each.names)
} | {raw.aliases[0] for table in TABLES.values() for raw in table.raw}  # fmt: skip


def said(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(words) in (0, 1)
    captured = capfd.readouterr()
    assert captured.err == ""
    return captured.out


@pytest.mark.parametrize("order", [("院校代码", "院校名称"), ("院校名称", "院校代码")])
def test_a_report_is_headed_by_the_name_of_the_school_not_its_code(
    order: tuple[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    school = {"院校代码": "10466", "院校名称": "太行大学"}
    rows = [{**{name: school[name] for name in order}, **row} for row in graduates(12)]
    rows[3]["院校名称"] = ""
    text = said(capfd, "check", str(write(tmp_path / "g.xlsx", rows)))
    assert text.startswith("太行大学 2024 届")


def test_a_registry_that_only_knows_the_code_of_the_school_is_compared(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [{"院校代码": "10466", "院校名称": "太行大学", **row} for row in graduates(12)]
    known = [{"院校代码": "10466", **row} for row in registry(rows)]
    known[0]["姓名"] = "别人"
    other = str(write(tmp_path / "r.xlsx", known))
    words = ("check", str(write(tmp_path / "g.xlsx", rows)), "--registry", other)
    document = json.loads(said(capfd, *words, "--format", "json"))
    assert [each["rule"] for each in document["findings"] if each["rule"] == "R201"] == ["R201"]
    assert all("没有对应的行" not in each["reason"] for each in document["not_run"])


def test_the_sentence_of_a_bad_cell_names_its_value(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(12)
    rows[0]["签约日期"] = "2024-02-30"
    text = said(capfd, "check", str(write(tmp_path / "g.xlsx", rows)))
    assert "“2024-02-30”：认不出的日期。请写成 2024-06-20 的样子。" in text


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("学院", "college"), ("院系", "college"), ("所在院系", "college"), ("层次", "level"),
        ("学历", "level"), ("学历层次", "level"), ("性别", "gender"), ("专业", "major_name"),
        ("专业代码", "major_code"), ("生源地", "origin"), ("毕业去向", "code"),
        ("单位性质", "employer_nature"), ("学院,层次", "college,level"),
    ],
)  # fmt: skip
def test_groups_may_be_named_in_chinese(
    chinese: str, english: str, books: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ("figures", str(books / "graduates.xlsx"), "--format", "json", "--by")
    assert said(capfd, *words, chinese) == said(capfd, *words, english)


def damaged_rows() -> list[dict[str, str]]:
    rows = graduates(24)
    wrong = {
        "签约日期": "2024-02-30", "毕业去向": "待就业", "登记状态": "天知道", "学籍状态": "在天上",
        "单位所在地代码": "x", "单位性质": "神仙", "薪酬达标": "也许", "录入时间": "2027-06-20",
        "考生号": "12345",
    }  # fmt: skip
    for at, (name, value) in enumerate(wrong.items()):
        rows[at][name] = value
    return [*rows, {"考生号": "合计", "学号": "24"}]


def foreign(text: str) -> str:
    """Return what is Chinese in an English sentence and not a word of the workbook."""
    text = THEIRS.sub("", text)
    for header in sorted(HEADERS, key=len, reverse=True):
        text = text.replace(header, "")
    return "".join(HAN.findall(text))


def test_an_english_report_is_english_but_for_the_words_of_the_workbook(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = str(write(tmp_path / "g.xlsx", damaged_rows()))
    words = ("check", file, "--lang", "en", "--standard", "2024,2021", "--by", "residence,level")
    document = json.loads(said(capfd, *words, "--set", "E305.limit=5", "--format", "json"))
    codes = {each["code"] for each in document["problems"]}
    assert {"bad_date", "needs_child", "unknown_state", "summary_row", "odd_date"} <= codes
    sentences = [
        *(part for each in document["problems"] for part in (each["message"], each["remedy"])),
        *(each["cell"] for each in document["problems"]),
        *(each["reason"] for each in document["not_run"]),
        *(each["title"] for each in document["figures"]),
        *(each[name] for each in document["settings"]["values"] for name in ("label", "basis")),
        document["moment_basis"],
    ]
    known = {"unknown_status": "预计毕业毕业结业结业换毕业证延期休学退学肄业"}
    left = {foreign(each) for each in sentences} - {"", *known.values(), "是否"}
    assert left == set()


@pytest.mark.parametrize("code", sentences())
def test_every_fault_is_said_in_english_with_the_same_facts(code: str) -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    chinese, english = sentences()[code], sentences("en")[code]
    assert [blanks(each) for each in chinese] == [blanks(each) for each in english]
    assert all(each.endswith(".") for each in english)


def test_no_fault_is_said_in_english_only() -> None:
    text = (files("quxiang.exchange") / "faults_en.csv").read_text(encoding="utf-8")
    assert [row["code"] for row in csv.DictReader(text.splitlines())] == list(sentences())


@pytest.mark.parametrize("kind", ["html", "json", "text"])
def test_no_text_of_a_rule_keeps_a_blank_unfilled(
    kind: str, books: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(72)
    for row in rows[:30]:
        row["毕业去向"] = ""
    words = ["check", str(write(tmp_path / "g.xlsx", rows)), "--set", "T101.base=31"]
    words += ["--previous", str(books / "previous.xlsx"), "--as-of", "2024-06-27", "--format", kind]
    output = tmp_path / "report.html"
    text = said(capfd, *words, *(["--output", str(output)] if kind == "html" else []))
    text = output.read_text(encoding="utf-8") if kind == "html" else text
    assert "T101" in text
    assert not re.search(r"\{(base|days|limit|points)\}", text)
    if kind == "html":
        assert "分母不足 31 人" in re.sub(r"\s", " ", text)


def test_rules_show_fills_its_parameters_in(capfd: pytest.CaptureFixture[str]) -> None:
    assert "分母不足 30 人" in said(capfd, "rules", "show", "T101")


def test_what_a_rule_words_itself_is_english_too(
    books: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(72)
    rows[0]["统一社会信用代码"] = "9135"
    rows[1]["性别"] = "女" if rows[1]["性别"] == "男" else "男"
    for row in rows[6:36]:
        row["毕业去向"] = "求职中"
    words = ["check", str(write(tmp_path / "g.xlsx", rows)), "--lang", "en"]
    for name in ("registry", "previous", "employers"):
        words += [f"--{name}", str(books / f"{name}.xlsx")]
    document = json.loads(said(capfd, *words, "--as-of", "2024-06-27", "--format", "json"))
    messages = {each["rule"]: each["message"] for each in document["findings"]}
    assert "is not 18 characters of the set" in messages["E303"]
    assert re.search(r"recorded as (fe)?male, registry says (fe)?male", messages["R201"])
    assert "the previous period was 7 days ago" in messages["T101"]


@pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.code)
def test_english_words_of_a_rule_are_words_its_sql_says(rule: Rule) -> None:
    for chinese, english in rule.words.items():
        parts = [part.strip() for part in re.split(r"[*男女]|\d+", chinese) if part.strip()]
        assert all(part in rule.sql for part in parts), chinese
        assert not HAN.search(english)
        assert chinese.count("*") == english.count("*") <= 1
