"""A snapshot is there whole or not at all, and the same rows give the same bytes."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest

from quxiang.engine.shared import shared_file, shared_from
from quxiang.engine.snapshots import create, open_snapshot, record_run, verify, writing
from quxiang.engine.snapshots.folders import UNFINISHED
from quxiang.problems import UnusableError
from quxiang.standards import Change, Overlay, load, parse_settings
from snapshots.tables import ABOUT, graduates, made, plan


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def code_of(refused: pytest.ExceptionInfo[UnusableError]) -> str:
    return refused.value.problems[0].code


def test_the_same_rows_give_the_same_bytes_however_they_arrive(tmp_path: Path) -> None:
    data = graduates()
    backwards = data.take(list(range(data.num_rows))[::-1])
    ways = {
        "table": data,
        "other order": backwards.select(backwards.column_names[::-1]),
        "chunks": pa.concat_tables([data.slice(0, 7), data.slice(7)]),
        "batches": data.to_batches(max_chunksize=11),
        "stream": data.to_reader(max_chunksize=13),
        "dictionaries": data.set_column(5, "college", data.column("college").dictionary_encode()),
    }
    given = {"graduates": data.column_names}
    for name, rows in ways.items():
        create({"graduates": rows}, given, folder=tmp_path / name, about=ABOUT)
    first = bytes_of(tmp_path / "table")
    assert all(bytes_of(tmp_path / name) == first for name in ways)
    assert "graduates.parquet" in first


def test_row_groups_do_not_change_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(tmp_path / "whole")
    monkeypatch.setattr("quxiang.engine.snapshots.tables.ROW_GROUP", 7)
    cut = made(tmp_path / "cut")
    assert cut.dataset.tables["graduates"] == whole.dataset.tables["graduates"]
    assert verify(cut.folder).differences == []


def test_every_file_is_read_only_and_the_seal_is_one_sha256sum_reads(tmp_path: Path) -> None:
    snapshot = made(tmp_path / "s")
    record_run(snapshot, load("2024"), plan())
    for path in snapshot.folder.rglob("*"):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o444, path
    checked = subprocess.run(
        ["sha256sum", "-c", "manifest.sha256"], cwd=snapshot.folder, check=False,
        capture_output=True,
    )  # fmt: skip
    assert checked.returncode == 0


def test_a_folder_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    made(tmp_path / "s")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    for name in ("s", "empty", "file"):
        with pytest.raises(UnusableError) as refused:
            made(tmp_path / name)
        assert code_of(refused) == "snapshot_exists"


def test_what_goes_wrong_on_the_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "write_once", full)
    with pytest.raises(UnusableError) as refused:
        made(tmp_path / "s")
    assert "No space left" in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_nobody_may_write_to_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(UnusableError) as refused:
        made(tmp_path / "s")
    assert "没有写权限" in str(refused.value)


def test_an_unfinished_folder_is_told_from_a_snapshot(tmp_path: Path) -> None:
    folder = tmp_path / f".s{UNFINISHED}1234"
    made(tmp_path / "s")
    (tmp_path / "s" / "manifest.json").unlink()
    (tmp_path / "s").rename(folder)
    with pytest.raises(UnusableError) as refused:
        open_snapshot(folder)
    assert code_of(refused) == "snapshot_half_written"


BAD = {
    "snapshot_no_graduates": {"registry": pa.table({"name": ["王"]})},
    "snapshot_unknown_table": {"graduates": graduates(), "planets": graduates()},
    "snapshot_unknown_column": {"graduates": graduates().append_column("x", [["y"] * 60])},
    "snapshot_bad_type": {"graduates": graduates().append_column("graduation_on", [["soon"] * 60])},
}


@pytest.mark.parametrize("code", BAD)
def test_tables_nobody_declared_are_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableError) as refused:
        create(BAD[code], {}, folder=tmp_path / "s", about=ABOUT)
    assert code_of(refused) == code
    assert list(tmp_path.iterdir()) == []


def test_a_column_nobody_declared_cannot_be_given(tmp_path: Path) -> None:
    with pytest.raises(UnusableError) as refused:
        create({"graduates": graduates()}, {"graduates": ["x"]}, folder=tmp_path / "s", about=ABOUT)
    assert code_of(refused) == "snapshot_unknown_column"


def test_an_empty_table_stays_a_table(tmp_path: Path) -> None:
    tables = {"graduates": graduates(), "checks": []}
    given = {"graduates": graduates().column_names, "checks": ["outcome"]}
    snapshot = create(tables, given, folder=tmp_path / "s", about=ABOUT)
    assert snapshot.dataset.tables["checks"].num_rows == 0
    assert snapshot.dataset.has("checks", "outcome")
    assert not snapshot.dataset.has("checks", "side")


def test_a_chain_is_of_one_school_one_cohort_and_one_key(tmp_path: Path) -> None:
    first = made(tmp_path / "1")
    changes = {"school": "别的大学", "cohort": "2023", "key_id": "school-2"}
    codes = []
    for name, value in changes.items():
        with pytest.raises(UnusableError) as refused:
            made(tmp_path / "2", previous=first.folder, **{name: value})
        codes.append(code_of(refused))
    assert codes == ["snapshot_of_another", "snapshot_of_another", "snapshot_other_key"]
    second = made(tmp_path / "2", previous=first.folder, key_id="school-2", new_key=True)
    assert second.manifest.previous == first.sha256
    assert verify(second.folder).differences == []


def test_settings_and_overlay_come_back_from_the_snapshot_alone(tmp_path: Path) -> None:
    settings = parse_settings('counts_from = "signed"\nflexible_members = ["12"]\nswing_base = 7')
    change = Change("employer_nature", "39", "name", "民营企业", "钱", "2024-03-01", "本校叫法")
    snapshot = made(tmp_path / "s", settings=settings, overlay=Overlay((change,)))
    again = open_snapshot(snapshot.folder)
    assert again.settings == settings
    assert again.standard().digest == load("2024", Overlay((change,))).digest
    assert again.standard().digest != load("2024").digest
    run = record_run(again, again.standard(), plan())
    assert verify(again.folder).differences == []
    assert any("flexible_rate" in line.decode() for line in run.lines("figures"))


def test_a_run_is_worked_out_with_the_views_of_then(tmp_path: Path) -> None:
    other = tmp_path / "shared.yaml"
    text = shared_file().read_text("utf-8")
    other.write_text(text.replace("kind in ('employed', 'further_study')", "kind = 'x'"), "utf-8")
    snapshot = made(tmp_path / "s")
    with shared_from(other):
        record_run(snapshot, load("2024"), plan(rules=()))
    record_run(snapshot, load("2024"), plan(rules=()))
    report = verify(snapshot.folder)
    assert [each.state for each in report.runs] == ["same", "same"]


def test_the_same_run_twice_is_one_run_and_other_parameters_are_another(tmp_path: Path) -> None:
    snapshot = made(tmp_path / "s")
    first = record_run(snapshot, load("2024"), plan())
    assert record_run(snapshot, load("2024"), plan()).name == first.name
    parameters = {**plan().parameters, "E305": {**plan().parameters["E305"], "limit": 2}}
    second = record_run(snapshot, load("2024"), plan(parameters=parameters))
    assert second.name.startswith("0002-")
    assert [each.state for each in verify(snapshot.folder).runs] == ["same", "same"]


def test_two_schemes_side_by_side_are_worked_out_again(tmp_path: Path) -> None:
    snapshot = made(tmp_path / "s")
    run = record_run(snapshot, load("2024"), plan(compared_with=(load("2021"),)))
    assert run.manifest.compared == ("2021",)
    assert verify(snapshot.folder).differences == []


def test_standards_of_another_version_are_said_and_not_called_tampering(tmp_path: Path) -> None:
    snapshot = made(tmp_path / "s")
    path = snapshot.folder / "manifest.json"
    path.chmod(0o644)
    old = snapshot.manifest.standards["2021"]
    path.write_text(path.read_text("utf-8").replace(old, "0" * 64), "utf-8")
    (snapshot.folder / "manifest.sha256").unlink()
    report = verify(snapshot.folder)
    assert [each.code for each in report.differences] == ["seal_missing"]
    assert "2021 方案的代码表与当时" in report.notices[0]
