"""Whatever is changed in a snapshot after it was made, verify names it and leaves with 1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quxiang.cli import run
from snapshots.conftest import FIRST, SECOND
from snapshots.spoiling import (
    Spoil,
    drop_row,
    edit_cell,
    edit_json,
    edit_line,
    first_run,
    flip,
    move_run,
    reseal,
    text_of_rule,
)


def verified(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Return exit code and JSON of ``snapshot verify``."""
    capfd.readouterr()
    code = run(["snapshot", "verify", *words, "--format", "json"])
    captured = capfd.readouterr()
    assert captured.err == ""
    return code, json.loads(captured.out)


def said(document: Any) -> str:
    return "\n".join(f"{d['file']} {d['cell']} {d['message']}" for d in document["differences"])


def _results(kind: str, **changes: Any) -> Spoil:
    def spoil(season: Path) -> None:
        path = first_run(season / SECOND) / f"{kind}.jsonl"
        edit_line(path, lambda value: not value.get("group"), lambda value: value.update(changes))

    return spoil


def _run_manifest(**changes: Any) -> Spoil:
    def spoil(season: Path) -> None:
        path = first_run(season / SECOND) / "manifest.json"
        edit_json(path, lambda value: value.update(changes))

    return spoil


def _manifest(**changes: Any) -> Spoil:
    def spoil(season: Path) -> None:
        edit_json(season / SECOND / "manifest.json", lambda value: value.update(changes))

    return spoil


def _resealed_manifest(season: Path) -> None:
    _manifest(school="别的学校")(season)
    reseal(season / SECOND)


def _settings(season: Path) -> None:
    path = season / SECOND / "manifest.json"
    edit_json(path, lambda value: value["settings"]["values"].update(counts_from="signed"))
    reseal(season / SECOND)


def _rule_of_today(season: Path) -> None:
    path = text_of_rule(season / SECOND, "E305")
    path.write_text(path.read_text("utf-8").replace("limit: 4", "limit: 40"), "utf-8")


#: what is done, which difference is named first, and what its sentence says
TAMPERING: dict[str, tuple[Spoil, str, tuple[str, ...]]] = {
    "one byte of a Parquet file": (
        lambda s: flip(s / SECOND / "graduates.parquet"),
        "table_changed",
        ("graduates.parquet", "与清单不符"),
    ),
    "the last byte of a Parquet file": (
        lambda s: flip(s / SECOND / "registry.parquet", -1),
        "table_changed",
        ("registry.parquet", "读不出来"),
    ),
    "a cell of a table": (
        lambda s: edit_cell(s / SECOND, "graduates", "code", 0, "70-QZZ"),
        "table_changed",
        ("graduates.parquet", "第 1 行"),
    ),
    "a cell of a table no figure is counted from": (
        lambda s: edit_cell(s / SECOND, "employers", "size", 0, "micro"),
        "table_changed",
        ("employers.parquet", "第 1 行（91350100M000100Y43）"),
    ),
    "a row taken away": (
        lambda s: drop_row(s / SECOND, "graduates", 70),
        "table_changed",
        ("原有 72 行，现有 71 行", "第 71 行"),
    ),
    "a table written anew with the same rows": (
        lambda s: edit_cell(s / SECOND, "employers", "status", 0, "存续"),
        "table_changed",
        ("各行未变",),
    ),
    "a table removed": (
        lambda s: (s / SECOND / "registry.parquet").unlink(),
        "table_missing",
        ("缺少 registry.parquet（72 行）",),
    ),
    "a table added": (
        lambda s: (s / SECOND / "checks.parquet").write_bytes(b"PAR1"),
        "unknown_file",
        ("checks.parquet",),
    ),
    "the digests of rows": (
        lambda s: flip(s / SECOND / "graduates.rows"),
        "row_digests_changed",
        ("graduates.rows",),
    ),
    "one byte of the manifest": (
        lambda s: flip(s / SECOND / "manifest.json"),
        "manifest_changed",
        ("manifest.json", "与封存时不符"),
    ),
    "a fact in the manifest": (_manifest(cohort="2023"), "manifest_changed", ("manifest.json",)),
    "the manifest cut short": (
        lambda s: (s / SECOND / "manifest.json").write_bytes(b'{"schema":1'),
        "manifest_changed",
        ("manifest.json",),
    ),
    "the manifest with its seal": (_resealed_manifest, "run_of_another", ("属于另一份快照",)),
    "the settings with the seal": (_settings, "manifest_changed", ("设置与其散列不符",)),
    "the seal removed": (
        lambda s: (s / SECOND / "manifest.sha256").unlink(),
        "seal_missing",
        ("manifest.sha256",),
    ),
    "one byte of a rule": (
        lambda s: flip(text_of_rule(s / SECOND, "E305"), 8),
        "rule_changed",
        ("规则 E305", "已被改动"),
    ),
    "a rule replaced by another wording": (_rule_of_today, "rule_changed", ("规则 E305",)),
    "a rule removed": (
        lambda s: text_of_rule(s / SECOND, "T101").unlink(),
        "rule_missing",
        ("规则 T101",),
    ),
    "a figure edited": (
        _results("figures", numerator=71),
        "results_changed",
        ("figures.jsonl", "指标", "numerator 存的是 71"),
    ),
    "a finding edited": (
        _results("findings", message="没有问题。"),
        "results_changed",
        ("findings.jsonl", "发现", "message 存的是 没有问题。"),
    ),
    "the results removed": (
        lambda s: (first_run(s / SECOND) / "findings.jsonl").unlink(),
        "results_missing",
        ("findings.jsonl",),
    ),
    "the manifest of a run": (_run_manifest(lang="en"), "run_changed", ("文件夹名里的散列",)),
    "the manifest of a run made illegible": (
        lambda s: (first_run(s / SECOND) / "manifest.json").write_text("x"),
        "run_changed",
        ("不合格式",),
    ),
    "a run of another snapshot": (
        lambda s: move_run(s / FIRST, s / SECOND),
        "run_of_another",
        ("属于另一份快照",),
    ),
    "the manifest before": (
        lambda s: flip(s / FIRST / "manifest.json"),
        "chain_changed",
        (FIRST, "清单已改"),
    ),
    "the snapshot before removed": (
        lambda s: (s / FIRST / "manifest.json").unlink(),
        "chain_missing",
        ("链断了", FIRST),
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_named(what: str, season: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spoil, expected, words = TAMPERING[what]
    assert verified(capfd, str(season / SECOND))[0] == 0
    spoil(season)
    code, document = verified(capfd, str(season / SECOND))
    assert code == 1
    assert not document["verified"]
    assert document["differences"][0]["code"] == expected
    for word in words:
        assert word in said(document)


def test_an_untouched_snapshot_verifies_run_and_chain(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, document = verified(capfd, str(made / SECOND))
    assert (code, document["differences"]) == (0, [])
    assert {each["state"] for each in document["tables"]} == {"same"}
    assert [each["state"] for each in document["runs"]] == ["same"]
    assert [each["name"] for each in document["chain"]] == [FIRST]


def test_a_changed_cell_is_also_told_by_the_figures_it_changes(
    season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    edit_cell(season / SECOND, "graduates", "code", 4, "11")
    document = verified(capfd, str(season / SECOND))[1]
    (figure,) = [d for d in document["differences"] if d["code"] == "figure_differs"]
    assert "重算不同：指标" in figure["message"]
    assert "numerator 存的是" in figure["message"]


def test_a_snapshot_replaced_as_a_whole_is_told_by_the_hash_written_down(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    digest = verified(capfd, str(made / SECOND))[1]["sha256"]
    assert verified(capfd, str(made / SECOND), "--sha256", digest.upper())[0] == 0
    code, document = verified(capfd, str(made / FIRST), "--sha256", digest)
    assert code == 1
    assert [each["code"] for each in document["differences"]] == ["not_the_expected"]


def test_the_text_of_a_tampered_snapshot_says_where(
    season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    flip(season / SECOND / "graduates.parquet")
    capfd.readouterr()
    assert run(["snapshot", "verify", str(season / SECOND)]) == 1
    text = capfd.readouterr().out
    assert "graduates.parquet：graduates.parquet 与清单不符" in text
    assert "核对无误" not in text


def test_a_spoiled_snapshot_is_no_input(season: Path, capfd: pytest.CaptureFixture[str]) -> None:
    edit_cell(season / SECOND, "graduates", "code", 0, "11")
    assert run(["check", str(season / SECOND)]) == 2
    assert "graduates.parquet 与清单不符，已被改动" in capfd.readouterr().err
