"""What ``quxiang snapshot`` refuses is refused in one sentence, and nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.made import graduates, write
from quxiang.cli import run
from quxiang.engine.snapshots.folders import UNFINISHED
from snapshots.conftest import FIRST, SECOND, filled
from snapshots.spoiling import Spoil, edit_json, first_run, reseal, text_of_rule


def _no_figures(folder: Path) -> None:
    (first_run(folder) / "figures.jsonl").unlink()


def _strange_findings(folder: Path) -> None:
    (first_run(folder) / "findings.jsonl").write_bytes(b"\xff\n{")


def _other_rule(folder: Path) -> None:
    path = text_of_rule(folder, "E305")
    path.write_text(path.read_text("utf-8").replace("limit: 4", "limit: 40"), "utf-8")


def _illegible_run(folder: Path) -> None:
    (first_run(folder) / "manifest.json").write_text("{}")


@pytest.mark.parametrize(
    ("words", "spoil", "said"),
    [
        ("show {first}", _no_figures, "figures.jsonl"),
        ("diff {first} {second}", _no_figures, "figures.jsonl"),
        ("diff {first} {second}", _strange_findings, "findings.jsonl"),
        ("diff {first} {second}", _other_rule, "原文"),
        ("show {first}", _illegible_run, "不合格式"),
        ("run {first}", _illegible_run, "不合格式"),
    ],
)
def test_spoiled_runs_are_neither_shown_nor_compared(
    words: str, spoil: Spoil, said: str, season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spoil(season / FIRST)
    assert run(filled(words.split(), season, season)) == 2
    err = capfd.readouterr().err
    assert said in err
    assert "程序出错" not in err


def _deny(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the disk refuse to open files of the second snapshot whose names end so."""
    opened = Path.open

    def refuse(self: Path, *rest: Any, **more: Any) -> Any:
        if self.name.endswith(name) and SECOND in self.parts:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *rest, **more)

    monkeypatch.setattr(Path, "open", refuse)


@pytest.mark.parametrize("name", ["registry.parquet", "manifest.json", "figures.jsonl", "rows"])
@pytest.mark.parametrize("words", ["verify {second}", "diff {first} {second}"])
def test_a_file_nobody_may_read_is_one_sentence(
    name: str, words: str, season: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    _deny(monkeypatch, name)
    code = run(filled(words.split(), season, season))
    err = capfd.readouterr().err
    assert "程序出错" not in err
    if words.startswith("verify") or name != "rows":  # a comparison needs no digests of rows
        assert code == 2
        assert "权限" in err or "读不了" in err


@pytest.mark.parametrize("name", ["../other", "a/b", "", "名"])
def test_a_manifest_leads_to_no_file_outside(
    name: str, season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def rename(value: Any) -> None:
        value["tables"][name] = value["tables"].pop("registry")

    edit_json(season / SECOND / "manifest.json", rename)
    reseal(season / SECOND)
    assert run(["snapshot", "verify", str(season / SECOND)]) == 2
    assert "不合格式" in capfd.readouterr().err


def test_tables_of_two_keys_make_no_snapshot(
    season: Path, more: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["create", "{first}", "--registry", "{files}/registry.xlsx", "--key", "{files}/key"]
    assert run(filled([*words, "--output", "{new}"], season, more)) == 2
    assert "密钥不同" in capfd.readouterr().err
    assert not (season / "new").exists()


def _future(folder: Path) -> None:
    edit_json(folder / "manifest.json", lambda value: value.update(schema=2))
    reseal(folder)


def _wrong_type(folder: Path) -> None:
    edit_json(folder / "manifest.json", lambda value: value.update(tables=[]))
    reseal(folder)


def _no_json(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"\xff\xfe")
    reseal(folder)


def _half(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def _gone(folder: Path) -> None:
    shutil.rmtree(folder)


def _file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("not a folder")


def _unfinished(folder: Path) -> None:
    _half(folder)
    for path in folder.glob("*.parquet"):
        path.unlink()
    folder.rename(folder.with_name(f".{folder.name}{UNFINISHED}1"))
    folder.with_name(f".{folder.name}{UNFINISHED}1").rename(folder)


def _a_run(folder: Path) -> None:
    shutil.copy(first_run(folder) / "manifest.json", folder / "manifest.json")
    reseal(folder)


NO_SNAPSHOT = {
    "a future schema": (_future, "第 2 版"),
    "a manifest of another form": (_wrong_type, "不合格式"),
    "no JSON": (_no_json, "不合格式"),
    "half written": (_half, "没有写完"),
    "an empty folder": (_emptied, "不是快照"),
    "no folder": (_gone, "没有文件夹"),
    "a file": (_file, "是文件"),
    "a run": (_a_run, "不合格式"),
}
COMMANDS = (
    ["snapshot", "verify", "{it}"],
    ["snapshot", "show", "{it}"],
    ["snapshot", "diff", "{other}", "{it}"],
    ["snapshot", "diff", "{it}", "{other}"],
    ["snapshot", "run", "{it}"],
    ["snapshot", "retire", "{it}", "--at", "2027-09-01", "--by", "钱", "--reason", "期满"],
    ["snapshot", "create", "{other}", "--output", "{new}", "--previous-snapshot", "{it}"],
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[1:3]))
@pytest.mark.parametrize("what", NO_SNAPSHOT)
def test_what_is_no_snapshot_is_one_sentence(
    what: str, words: list[str], season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spoil, said = NO_SNAPSHOT[what]
    spoil(season / FIRST)
    places = {"it": season / FIRST, "other": season / SECOND, "new": season / "new"}
    assert run([word.format(**places) for word in words]) == 2
    captured = capfd.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert "程序出错" not in captured.err
    assert not (season / "new").exists()


@pytest.mark.parametrize("option", ["check", "figures"])
def test_a_folder_that_is_no_snapshot_is_no_input(
    option: str, season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _emptied(season / FIRST)
    assert run([option, str(season / FIRST)]) == 2
    assert "不是快照" in capfd.readouterr().err
    assert run([option, str(season / SECOND), "--previous", str(season / FIRST)]) == 2
    assert "不是快照" in capfd.readouterr().err


BAD_WORDS = {
    "no output": (["create", "{files}/now.xlsx"], "缺少 --output"),
    "output taken": (["create", "{files}/now.xlsx", "--output", "{first}"], "已经有了"),
    "output nowhere": (["create", "{files}/now.xlsx", "--output", "{new}/a/b"], "上级文件夹"),
    "bad file": (["create", "{files}/nothing.xlsx", "--output", "{new}"], "nothing.xlsx"),
    "bad rule": (
        ["create", "{files}/now.xlsx", "--output", "{new}", "--set", "Z999.x=1"], "Z999",
    ),
    "known at": (
        ["create", "{files}/now.xlsx", "--output", "{new}", "--known-at", "later"], "--known-at",
    ),
    "short key": (
        ["create", "{files}/now.xlsx", "--output", "{new}", "--key", "{files}/short"], "16",
    ),
    "no key": (["create", "{files}/now.xlsx", "--output", "{new}", "--key", "{new}"], "密钥文件"),
    "another key": (
        ["create", "{files}/now.xlsx", "--output", "{new}", "--key", "{files}/key",
         "--previous-snapshot", "{first}"], "密钥",
    ),
    "another cohort": (
        ["create", "{files}/old.xlsx", "--output", "{new}", "--previous-snapshot", "{first}"],
        "2023 届",
    ),
    "columns of a snapshot": (
        ["create", "{first}", "--output", "{new}", "--column", "去向=code"], "--column",
    ),
    "a table it has not": (
        ["create", "{files}/now.xlsx", "--output", "{new}", "--checks", "{first}"], "没有“核查”表",
    ),
    "run of a file": (["run", "{files}/now.xlsx"], "是文件"),
    "run with other tables": (["run", "{first}", "--registry", "{files}/r.xlsx"], "--registry"),
    "run with settings": (["run", "{first}", "--settings", "{files}/s.toml"], "--settings"),
    "retired when": (
        ["retire", "{first}", "--at", "x", "--by", "钱", "--reason", "期满"], "--at",
    ),
    "diff by nothing": (["diff", "{first}", "{second}", "--by", "planet"], "planet"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_WORDS)
def test_a_command_that_makes_no_sense_is_one_sentence(
    what: str, season: Path, more: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (more / "short").write_bytes(b"x")
    if what == "another cohort":
        write(more / "old.xlsx", [{**row, "毕业年份": "2023"} for row in graduates(6)])
    words, said = BAD_WORDS[what]
    before = sorted(season.rglob("*"))
    assert run(filled(words, season, more)) == 2
    captured = capfd.readouterr()
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert "程序出错" not in captured.err
    assert sorted(season.rglob("*")) == before
