"""Every option in every format, and every bad file in every place, ends in a clear outcome."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from cli.made import graduates, write
from quxiang.cli import run
from quxiang.cli.options import FORMATS, SECONDARY

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/reference/check.schema.json").read_text(encoding="utf-8"))

RULE = (ROOT / "tests/cli/own_rule.yaml").read_text(encoding="utf-8")
SETTINGS = 'scheme = "2024"\ncounts_from = "entered"\n[rules.E305]\nlimit = 6\n'
OVERLAY = (
    "table,code,field,value,by,at,reason\nemployer_nature,39,name,民营企业,钱,2024-03-01,本校叫法\n"
)

#: every option with a value that makes sense; {books} and {own} are folders
OPTIONS: dict[str, list[str]] = {
    **{name: [f"--{name}", f"{{books}}/{name}.xlsx"] for name in SECONDARY},
    "previous@": ["--previous", "{books}/previous.xlsx@2024-06-13"],
    "last-year@": ["--last-year", "{books}/last-year.xlsx@2023-06-20"],
    "cohort": ["--cohort", "2024"],
    "school": ["--school", "太行大学"],
    "standard 2021": ["--standard", "2021"],
    "standards": ["--standard", "2021,2024"],
    "settings": ["--settings", "{own}/settings.toml"],
    "standards-dir": ["--standards-dir", "{own}/standards"],
    "as-of": ["--as-of", "2024-06-20T17:00"],
    "by": ["--by", "college,level", "--by", "gender"],
    "by in Chinese": ["--by", "学院,学历层次"],
    "set": ["--set", "E305.limit=5", "--set", "T103.readings=previous,level"],
    "rules-dir": ["--rules-dir", "{own}/rules"],
    "column": ["--column", "从事职业=occupation"],
    "mapping": ["--mapping", "{own}/mapping.toml"],
    "sheet": ["--sheet", "就业数据"],
    "lang": ["--lang", "en"],
}
#: options with a value that makes none
BAD_OPTIONS: dict[str, list[str]] = {
    "cohort": ["--cohort", "24"],
    "no such cohort": ["--cohort", "2019"],
    "standard": ["--standard", "2019"],
    "standard twice": ["--standard", "2024,2024"],
    "settings": ["--settings", "{own}/nowhere.toml"],
    "settings text": ["--settings", "{own}/bad.toml"],
    "standards-dir": ["--standards-dir", "{own}/nowhere"],
    "as-of": ["--as-of", "yesterday"],
    "by": ["--by", "planet"],
    "previous date": ["--previous", "{books}/previous.xlsx@2024-13-01"],
    "set form": ["--set", "E305"],
    "set rule": ["--set", "Z999.limit=1"],
    "set parameter": ["--set", "E305.limits=1"],
    "set value": ["--set", "E305.limit=many"],
    "rules-dir": ["--rules-dir", "{own}/empty"],
    "rules-dir bad": ["--rules-dir", "{own}/bad-rules"],
    "column form": ["--column", "去向"],
    "column header": ["--column", "没有的列=code"],
    "column field": ["--column", "毕业去向=planet"],
    "mapping": ["--mapping", "{own}/bad.toml"],
    "sheet": ["--sheet", "没有"],
    "option": ["--nonsense"],
    "format": ["--format", "pdf"],
    "output": ["--format", "html", "--output", "{own}/no/where.html"],
    "output of text": ["--output", "{own}/x.txt"],
}


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a school's own settings, rules, tables and mapping."""
    folder = tmp_path_factory.mktemp("own")
    for name in ("rules", "bad-rules", "standards", "empty"):
        (folder / name).mkdir()
    (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "bad.toml").write_text('planet = "mars"\n[columns', encoding="utf-8")
    (folder / "mapping.toml").write_text('[columns]\n"从事职业" = "occupation"\n', encoding="utf-8")
    (folder / "standards" / "own.csv").write_text(OVERLAY, encoding="utf-8")
    (folder / "rules" / "own.yaml").write_text(RULE, encoding="utf-8")
    (folder / "bad-rules" / "own.yaml").write_text(RULE.replace("employed", "x"), encoding="utf-8")
    return folder


def filled(words: list[str], books: Path, own: Path) -> list[str]:
    return [word.replace("{books}", str(books)).replace("{own}", str(own)) for word in words]


def check(*words: str) -> int:
    return run(["check", *words])


def assert_no_traceback(capfd: pytest.CaptureFixture[str]) -> str:
    captured = capfd.readouterr()
    assert "Traceback" not in captured.err + captured.out
    assert "程序出错" not in captured.err
    return captured.err


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_works_in_every_format(  # noqa: PLR0917 - fixtures
    option: str,
    kind: str,
    books: Path,
    own: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    words = filled(OPTIONS[option], books, own)
    output = ["--output", str(tmp_path / f"out.{kind}")] if kind in ("html", "xlsx") else []
    code = check(str(books / "graduates.xlsx"), *words, "--format", kind, *output)
    captured = capfd.readouterr()
    assert captured.err == ""
    assert code in (0, 1)
    if kind == "json":
        jsonschema.validate(json.loads(captured.out), SCHEMA)
    elif output:
        assert captured.out.strip() == output[1]
        assert (tmp_path / f"out.{kind}").stat().st_size > 5000


@pytest.mark.parametrize("option", BAD_OPTIONS)
def test_an_option_that_makes_no_sense_is_one_sentence(
    option: str, books: Path, own: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = filled(BAD_OPTIONS[option], books, own)
    assert check(str(books / "graduates.xlsx"), *words) == 2
    said = assert_no_traceback(capfd)
    assert "。" in said


def damage(folder: Path) -> dict[str, Path]:
    """Make one of each file that cannot be used."""
    good = write(folder / "good.xlsx", graduates(6)).read_bytes()
    texts = {
        "empty.xlsx": b"", "picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"0" * 500,
        "paper.xlsx": b"%PDF-1.7\n" + b"0" * 500, "cut.xlsx": good[: len(good) // 2],
        "page.xls": "<html><table><tr><td>考生号</td></tr></table></html>".encode(),
        "nothing.csv": b"\n\n\n", "noise.csv": bytes(range(256)) * 40,
    }  # fmt: skip
    for name, content in texts.items():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "photos.xlsx", "w") as archive:
        archive.writestr("photo.txt", "no workbook")
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(folder / "good.xlsx") as source:
            for name in source.namelist():
                archive.writestr(name, source.read(name))
        with archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as sheet:
            for _ in range(64):
                sheet.write(b"\0" * (48 << 20))
    write(folder / "headers only.xlsx", [])
    book = openpyxl.Workbook()
    book.active.append(["编号", "内容"])
    book.active.append(["1", "x"])
    book.save(folder / "strange.xlsx")
    openpyxl.Workbook().save(folder / "blank.xlsx")
    made = {path.name: path for path in folder.iterdir() if path.name != "good.xlsx"}
    return {**made, "nowhere.xlsx": folder / "nowhere.xlsx", "folder": folder}


BAD_FILES = (
    "empty.xlsx", "picture.xlsx", "paper.xlsx", "cut.xlsx", "page.xls", "nothing.csv", "noise.csv",
    "photos.xlsx", "bomb.xlsx", "headers only.xlsx", "strange.xlsx", "blank.xlsx", "nowhere.xlsx",
    "folder",
)  # fmt: skip


@pytest.fixture(scope="session")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return damage(tmp_path_factory.mktemp("damaged"))


@pytest.mark.parametrize("place", ["graduates", *SECONDARY])
@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_file_that_cannot_be_used_is_one_sentence_wherever_it_is_given(
    bad: str, place: str, books: Path, damaged: dict[str, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    path = str(damaged[bad])
    if place == "graduates":
        code = check(path, "--format", "json")
    else:
        code = check(str(books / "graduates.xlsx"), f"--{place}", path, "--format", "json")
    assert code == 2
    said = assert_no_traceback(capfd)
    assert said.count("\n") >= 1
    assert Path(path).name in said


def test_a_clean_file_exits_0_and_a_faulty_one_1(
    books: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    base = [
        "--registry",
        str(books / "registry.xlsx"),
        "--employers",
        str(books / "employers.xlsx"),
    ]
    assert check(str(books / "graduates.xlsx"), *base) == 0
    rows = graduates()
    rows[0]["单位名称"] = ""
    assert check(str(write(tmp_path / "bad.xlsx", rows)), *base, "--format", "json") == 1
    assert_no_traceback(capfd)


def test_figures_gives_no_findings_and_exits_0(
    books: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["figures", str(books / "graduates.xlsx"), "--format", "json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["findings"] == []
    assert document["figures"]
    jsonschema.validate(document, SCHEMA)


def test_a_report_without_output_lies_beside_and_is_named(
    books: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    check(str(books / "graduates.xlsx"), "--format", "html")
    assert capfd.readouterr().out.strip() == "graduates-report.html"
    assert (tmp_path / "graduates-report.html").exists()


def test_two_cohorts_are_named_and_one_must_be_chosen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [
        *graduates(6),
        *({**row, "毕业年份": "2023", "考生号": "23" + row["考生号"][2:]} for row in graduates(6)),
    ]
    path = str(write(tmp_path / "two.xlsx", rows))
    assert check(path) == 2
    said = capfd.readouterr().err
    assert "2023" in said
    assert "2024" in said
    assert check(path, "--cohort", "2024", "--format", "json") in (0, 1)


def test_an_examination_number_of_unusual_length_is_said_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = graduates(6)
    rows[1]["考生号"] = rows[1]["考生号"][:-1]
    check(str(write(tmp_path / "g.xlsx", rows)), "--format", "json")
    document = json.loads(capfd.readouterr().out)
    assert [each["message"] for each in document["findings"] if each["rule"] == "R207"] == [
        "王某1 的考生号有 13 位，本科生通常为 14 位。"
    ]
    assert document["problems"] == []


def test_the_same_input_gives_the_same_json(books: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = [
        str(books / "graduates.xlsx"),
        "--registry",
        str(books / "registry.xlsx"),
        "--format",
        "json",
    ]
    check(*words)
    once = capfd.readouterr().out
    check(*words)
    assert capfd.readouterr().out == once
