"""``quxiang snapshot``: every output has its form, every mistake is a sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from quxiang.cli import run
from schemas import schema, validator
from snapshots.conftest import FIRST, SECOND, filled
from snapshots.spoiling import first_run

OUTPUTS = {
    "verify": ["verify", "{second}"],
    "verify the chain": ["verify", "{second}", "--chain-only"],
    "show": ["show", "{second}"],
    "diff": ["diff", "{first}", "{second}"],
    "diff by college": ["diff", "{first}", "{second}", "--by", "学院,level"],
    "diff of nothing": ["diff", "{second}", "{second}"],
    "run": ["run", "{second}", "--set", "E305.limit=2", "--lang", "en"],
    "run with answers": ["run", "{second}", "--answers", "{files}/answers.xlsx"],
    "create": ["create", "{files}/now.xlsx", "--output", "{new}", "--previous-snapshot", "{first}"],
    "create of a snapshot": ["create", "{second}", "--output", "{new}"],
    "create with everything": [
        "create", "{files}/now.xlsx", "--output", "{new}", "--standard", "2024,2021",
        "--settings", "{files}/settings.toml", "--standards-dir", "{files}/standards",
        "--key", "{files}/key", "--known-at", "2024-06-21T08:00", "--as-of", "2024-06-20T17:00",
        "--by", "college,level", "--answers", "{files}/answers.xlsx",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_has_the_form_of_its_schema(
    name: str, season: Path, more: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = filled(OUTPUTS[name], season, more)
    code = run([*words, "--format", "json"])
    captured = capfd.readouterr()
    assert captured.err == ""
    assert code == (1 if words[1] == "diff" and name != "diff of nothing" else 0)
    validator("snapshot").validate(json.loads(captured.out))


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_can_be_read_by_a_person(
    name: str, season: Path, more: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(filled(OUTPUTS[name], season, more))
    captured = capfd.readouterr()
    assert captured.err == ""
    assert str(season) in captured.out


def test_the_schema_is_one_and_manifests_and_results_have_their_form(season: Path) -> None:
    validator("snapshot").check_schema(schema("snapshot"))
    folder = season / SECOND
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    validator("snapshot", "manifest").validate(manifest)
    run_folder = first_run(folder)
    manifest = json.loads((run_folder / "manifest.json").read_text("utf-8"))
    validator("snapshot", "run_manifest").validate(manifest)
    for kind, definition in (
        ("figures", "figure"),
        ("findings", "finding"),
        ("not_run", "not_run"),
    ):
        lines = (run_folder / f"{kind}.jsonl").read_text("utf-8").splitlines()
        assert len(lines) == manifest["results"][kind]["rows"]
        for line in lines:
            validator("check", definition).validate(json.loads(line))


def test_a_snapshot_is_checked_as_the_files_it_was_made_from(
    season: Path, files: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    more = [f"--{name}={files}/{name}.xlsx" for name in ("registry", "employers")]
    words = [*more, f"--previous={season / FIRST}", "--format", "json"]
    assert run(["check", str(files / "now.xlsx"), *words]) == 1
    of_files = json.loads(capfd.readouterr().out)
    assert run(["check", str(season / SECOND), "--format", "json"]) == 1
    of_snapshot = json.loads(capfd.readouterr().out)
    for key in ("figures", "findings", "not_run", "counted", "moment", "settings", "cohort"):
        assert of_snapshot[key] == of_files[key], key
    assert of_snapshot["findings"]
    validator("check").validate(of_snapshot)


@pytest.mark.parametrize("kind", ["text", "json", "html", "xlsx"])
def test_every_report_can_be_made_of_snapshots(kind: str, made: Path, tmp_path: Path) -> None:
    output = ["--output", str(tmp_path / f"r.{kind}")] if kind in ("html", "xlsx") else []
    words = ["--previous", str(made / FIRST), "--last-year", f"{made / FIRST}@2023-06-20"]
    assert run(["check", str(made / SECOND), *words, "--format", kind, *output]) == 1
    assert run(["figures", str(made / SECOND), "--by", "college", "--format", kind, *output]) == 0


def test_explain_names_the_people_of_a_snapshot(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["--figure", "placement_rate", "--college", "农学院", "--format", "json"]
    assert run(["explain", str(made / SECOND), *words]) == 0
    document = json.loads(capfd.readouterr().out)
    assert len(document["members"]) == document["numerator"] == 24


def test_the_date_behind_a_snapshot_wins_over_its_own(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def gap(previous: str) -> str:
        run(["check", str(made / SECOND), "--previous", previous, "--format", "json",
             "--set", "T101.points=1"])  # fmt: skip
        findings = json.loads(capfd.readouterr().out)["findings"]
        return next(f["columns"]["gap"] for f in findings if f["rule"] == "T101")

    assert gap(str(made / FIRST)) == "7 天前"
    assert gap(f"{made / FIRST}@2024-06-18") == "2 天前"


def test_settings_and_tables_of_then_hold_for_a_snapshot_unless_others_are_given(
    season: Path, more: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(filled(OUTPUTS["create with everything"], season, more))
    capfd.readouterr()

    def digests(*words: str) -> tuple[Any, Any]:
        run(["figures", *words, "--format", "json"])
        document = json.loads(capfd.readouterr().out)
        return document["settings"]["digest"], document["standard_digests"]["2024"]

    options = ["--settings", f"{more}/settings.toml", "--standards-dir", f"{more}/standards"]
    frozen = digests(str(season / "new"))
    assert frozen == digests(str(more / "now.xlsx"), *options, "--standard", "2024")
    assert frozen != digests(str(more / "now.xlsx"))
    assert run(["snapshot", "verify", str(season / "new")]) == 0


def test_an_own_rule_is_kept_with_the_run_and_needed_no_more(
    season: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    own = Path(__file__).parents[1] / "cli" / "own_rule.yaml"
    shutil.copy(own, rules / "own.yaml")
    assert run(["snapshot", "run", str(season / SECOND), "--rules-dir", str(rules)]) == 0
    shutil.rmtree(rules)
    capfd.readouterr()
    assert run(["snapshot", "verify", str(season / SECOND), "--format", "json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert [each["state"] for each in document["runs"]] == ["same", "same"]


def test_retired_data_leave_a_chain_that_still_verifies(
    season: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["retire", str(season / FIRST), "--at", "2027-09-01", "--by", "钱", "--reason", "期满"]
    assert run(["snapshot", *words]) == 0
    assert not list((season / FIRST).glob("*.parquet"))
    assert not list((season / FIRST).rglob("findings.jsonl"))
    assert list((season / FIRST).rglob("figures.jsonl"))
    for name in (FIRST, SECOND):
        assert run(["snapshot", "verify", str(season / name)]) == 0
    assert "期满" in capfd.readouterr().out
    note = json.loads((season / FIRST / "retired.json").read_text("utf-8"))
    validator("snapshot", "retired").validate(note)
    assert run(["snapshot", "show", str(season / FIRST), "--format", "json"]) == 0
    validator("snapshot").validate(json.loads(capfd.readouterr().out))
    assert run(["snapshot", *words]) == 2
    assert "已经清理过" in capfd.readouterr().err
    assert run(["check", str(season / FIRST)]) == 2


def test_data_removed_by_hand_are_missing_but_the_chain_alone_verifies(season: Path) -> None:
    for path in (season / FIRST).glob("*.parquet"):
        path.unlink()
    assert run(["snapshot", "verify", str(season / SECOND)]) == 0
    assert run(["snapshot", "verify", str(season / FIRST)]) == 1
    assert run(["snapshot", "verify", str(season / FIRST), "--chain-only"]) == 0


def test_earlier_snapshots_may_lie_elsewhere(season: Path, tmp_path: Path) -> None:
    moved = tmp_path / "archive" / "old"
    moved.parent.mkdir()
    (season / FIRST).rename(moved)
    assert run(["snapshot", "verify", str(season / SECOND)]) == 1
    words = ["--previous-snapshot", str(moved)]
    assert run(["snapshot", "verify", str(season / SECOND), *words]) == 0


def test_hashes_of_two_keys_are_not_compared_in_silence(
    season: Path, more: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(filled(OUTPUTS["create with everything"], season, more))
    capfd.readouterr()
    run(["check", str(season / "new"), "--previous", str(season / FIRST), "--format", "json"])
    codes = [each["code"] for each in json.loads(capfd.readouterr().out)["problems"]]
    assert codes == ["mixed_keys"]
    run(["snapshot", "diff", str(season / FIRST), str(season / "new"), "--format", "json"])
    document = json.loads(capfd.readouterr().out)
    assert any("密钥不同" in each for each in document["not_compared"])
    assert len(document["people"]["new"]) == len(document["people"]["gone"]) == 1
