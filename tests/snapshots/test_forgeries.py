"""Damage nobody would do by accident: links, forged tables, forged runs, forged removals."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from quxiang.cli import run
from quxiang.engine.snapshots.canonical import sha256
from snapshots.conftest import FIRST, SECOND
from snapshots.spoiling import Spoil, edit_json, edit_line, first_run, forge, forge_run, reseal

RETIRE = ("--at", "2027-09-01", "--by", "钱", "--reason", "期满")


def _manifest(change: Callable[[Any], object]) -> Spoil:
    def spoil(snapshot: Path) -> None:
        edit_json(snapshot / "manifest.json", change)  # type: ignore[arg-type]
        reseal(snapshot)

    return spoil


def _raw(data: bytes) -> Spoil:
    def spoil(snapshot: Path) -> None:
        (snapshot / "manifest.json").write_bytes(data)
        reseal(snapshot)

    return spoil


def _column(name: str, make: Callable[[pa.Table], pa.Array]) -> Spoil:
    def change(data: pa.Table) -> pa.Table:
        return data.set_column(data.column_names.index(name), name, make(data))

    return lambda snapshot: forge(snapshot, "graduates", change)


def _link(name: str) -> Spoil:
    def spoil(snapshot: Path) -> None:
        path = snapshot / name
        path.rename(snapshot.parent / "elsewhere")
        path.symlink_to(snapshot.parent / "elsewhere")

    return spoil


def _pipe(snapshot: Path) -> None:
    (snapshot / "manifest.sha256").unlink()
    os.mkfifo(snapshot / "manifest.sha256")


def _folder(snapshot: Path) -> None:
    (snapshot / "registry.parquet").unlink()
    (snapshot / "registry.parquet").mkdir()


def _second_run_only(snapshot: Path) -> None:
    assert run(["snapshot", "run", str(snapshot), "--set", "E305.limit=2"]) == 0
    shutil.rmtree(first_run(snapshot))


def _digests_cut(snapshot: Path) -> None:
    (snapshot / "graduates.rows").write_bytes(b"abc")
    edit_json(
        snapshot / "manifest.json",
        lambda v: v["tables"]["graduates"].update(
            row_digests="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
    )
    reseal(snapshot)
    (snapshot / "graduates.parquet").write_bytes(b"PAR1")


def _edited_after_removal(snapshot: Path) -> None:
    assert run(["snapshot", "retire", str(snapshot), *RETIRE]) == 0
    path = first_run(snapshot) / "figures.jsonl"
    path.chmod(0o644)
    edit_line(path, lambda value: True, lambda value: value.update(numerator=1))


def _removal_of_nothing(snapshot: Path) -> None:
    assert run(["snapshot", "retire", str(snapshot), *RETIRE]) == 0
    shutil.copy(snapshot / "manifest.json", snapshot / "graduates.parquet")


#: what is done to a snapshot, which difference verify names, and a word of its sentence
FOUND: dict[str, tuple[Spoil, str, str]] = {
    "a table behind a link": (_link("registry.parquet"), "unknown_file", "链接"),
    "runs behind a link": (_link("runs"), "unknown_file", "链接"),
    "a pipe": (_pipe, "unknown_file", "管道"),
    "a folder in a file's place": (_folder, "unknown_file", "文件夹"),
    "a file nobody wrote": (
        lambda s: (s / "notes.txt").write_text("x") and None, "unknown_file", "notes.txt",
    ),
    "the only run taken away": (
        lambda s: shutil.rmtree(first_run(s)), "run_missing", "没有运行用到",
    ),
    "the first of two runs taken away": (_second_run_only, "run_missing", "缺少 1 次"),
    "digests of another length": (_digests_cut, "row_digests_changed", "不是 72 行"),
    "a figure edited where no row is left": (
        _edited_after_removal, "results_changed", "figures.jsonl",
    ),
    "a table that was removed and is there": (
        _removal_of_nothing, "retired_unfinished", "它们还在",
    ),
    "a note of removal for another snapshot": (
        lambda s: (s / "retired.json").write_text("{}") and None, "unknown_file", "retired.json",
    ),
    "more rows than the file has": (
        _manifest(lambda v: v["tables"]["graduates"].update(rows=99)), "table_changed", "99 行",
    ),
    "a column twice": (
        lambda s: forge(s, "graduates", lambda t: t.append_column("name", t.column("name"))),
        "table_changed", "有两次",
    ),
    "people without a key": (
        _column("graduate_id", lambda t: pa.nulls(t.num_rows, pa.string())),
        "table_changed", "graduate_id",
    ),
    "a date no calendar has": (
        _column("agreed_on", lambda t: pa.array([2**31 - 5] * t.num_rows, pa.int32())
                .cast(pa.date32())),
        "table_changed", "历法",
    ),
    "a parameter of another kind": (
        lambda s: forge_run(s, lambda v: v["parameters"]["F703"].update(base="../x")),
        "not_recomputed", "F703",
    ),
    "a parameter left out": (
        lambda s: forge_run(s, lambda v: v["parameters"]["F703"].pop("base")),
        "not_recomputed", "参数",
    ),
    "a group there is not": (
        lambda s: forge_run(s, lambda v: v.update(by=["planet"])), "not_recomputed", "planet",
    ),
    "results of no kind": (
        lambda s: forge_run(s, lambda v: v.update(results={})), "run_changed", "不合格式",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FOUND)
def test_a_forgery_is_named(what: str, season: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spoil, code, word = FOUND[what]
    spoil(season / SECOND)
    capfd.readouterr()
    assert run(["snapshot", "verify", str(season / SECOND), "--format", "json"]) == 1
    captured = capfd.readouterr()
    assert captured.err == ""
    document = json.loads(captured.out)
    named = [each["message"] for each in document["differences"] if each["code"] == code]
    assert not document["verified"]
    assert any(word in message for message in named), document["differences"]


#: manifests nothing can be read by, sealed as they are, and a word of the sentence
UNREADABLE: dict[str, tuple[Spoil, str]] = {
    "JSON without end": (_raw(b"[" * 200_000), "不合格式"),
    "a version of no number": (_raw(b'{"schema": ' + b"9" * 5000 + b"}"), "不合格式"),
    "version nought": (_manifest(lambda v: v.update(schema=0)), "不合格式"),
    "another encoding": (_raw("{}".encode("utf-16")), "不合格式"),
    "a moment with a zone": (
        _manifest(lambda v: v.update(moment="2024-06-20T17:00:00Z")), "$.moment",
    ),
    "a number too big to count": (
        _manifest(lambda v: v["tables"]["graduates"].update(rows=10**30)), "不合格式",
    ),
    "a table nobody declared": (
        _manifest(lambda v: v["tables"].update(planets=v["tables"]["registry"])), "planets",
    ),
    "no graduates": (_manifest(lambda v: v["tables"].pop("graduates")), "graduates"),
    "graduates without columns": (
        _manifest(lambda v: v["tables"]["graduates"].update(given=[])), "given",
    ),
    "settings nobody knows": (
        _manifest(lambda v: v["settings"]["values"].update(planet=1)), "planet",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", UNREADABLE)
@pytest.mark.parametrize("words", ["snapshot verify", "snapshot run", "check", "figures"])
def test_a_manifest_that_is_none_is_one_sentence(
    what: str, words: str, season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spoil, word = UNREADABLE[what]
    spoil(season / SECOND)
    assert run([*words.split(), str(season / SECOND)]) == 2
    err = capfd.readouterr().err
    assert word in err
    assert "程序出错" not in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("kind", ["figures", "findings"])
@pytest.mark.parametrize("line", ['{"code":5}', "null", "[" * 100_000, '{"numerator":1e999}'])
def test_a_run_forged_to_agree_with_itself_is_neither_shown_nor_compared(
    kind: str, line: str, season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = first_run(season / SECOND) / f"{kind}.jsonl"
    path.write_text(f"{line}\n")
    digest = sha256(path.read_bytes())
    forge_run(season / SECOND, lambda v: v["results"].update({kind: {"rows": 1, "sha256": digest}}))
    assert run(["snapshot", "verify", str(season / SECOND)]) == 1
    capfd.readouterr()
    words = ["show", str(season / SECOND)] if kind == "figures" else []
    words = words or ["diff", str(season / FIRST), str(season / SECOND)]
    assert run(["snapshot", *words]) == 2
    assert f"{kind}.jsonl 里有一行不合格式" in capfd.readouterr().err


def test_a_removal_cut_short_is_brought_to_its_end(season: Path) -> None:
    folder = season / FIRST
    copy = (folder / "graduates.parquet").read_bytes()
    assert run(["snapshot", "retire", str(folder), *RETIRE]) == 0
    (folder / "graduates.parquet").write_bytes(copy)
    assert run(["snapshot", "verify", str(folder)]) == 1
    assert run(["snapshot", "retire", str(folder), *RETIRE]) == 0
    assert not (folder / "graduates.parquet").exists()
    assert run(["snapshot", "verify", str(folder)]) == 0


def test_a_note_of_removal_leads_to_no_file_outside(season: Path) -> None:
    other = season / SECOND / "graduates.parquet"
    (season / FIRST / "runs").rename(season / "runs")
    (season / FIRST / "runs").symlink_to(season / SECOND / "runs")
    assert run(["snapshot", "retire", str(season / FIRST), *RETIRE]) == 2
    assert list((season / SECOND).rglob("findings.jsonl"))
    assert other.exists()


def test_what_was_not_looked_at_is_said_beside_what_was(
    season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def last_line(*words: str) -> str:
        assert run(["snapshot", "verify", *words]) == 0
        return capfd.readouterr().out.splitlines()[-1]

    assert last_line(str(season / SECOND)) == "核对无误。"
    (season / SECOND / ".DS_Store").write_text("x")
    assert last_line(str(season / SECOND)) == "核对无误。"
    assert "没有看的" in last_line(str(season / SECOND), "--chain-only")
    run(["snapshot", "retire", str(season / SECOND), *RETIRE])
    capfd.readouterr()
    assert "没有看的" in last_line(str(season / SECOND))


def test_a_school_of_a_forger_steers_no_terminal(
    season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _manifest(lambda v: v.update(school="a\x1b[31m\nb"))(season / SECOND)
    assert run(["snapshot", "show", str(season / SECOND)]) == 0
    assert run(["snapshot", "diff", str(season / FIRST), str(season / SECOND)]) == 2
    captured = capfd.readouterr()
    assert "\x1b" not in captured.out + captured.err
    assert captured.err.count("\n") == 1
