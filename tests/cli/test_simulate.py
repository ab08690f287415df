"""``quxiang simulate`` writes what ``quxiang check`` takes, and refuses what makes no sense."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quxiang.cli import run
from quxiang.engine.dataset import arrow_schema
from quxiang.simulation.faults.truth import TRUTH, read_key
from quxiang.standards import TABLES

Output = pytest.CaptureFixture[str]


def simulate(folder: Path, *more: str) -> dict[str, dict[str, str]]:
    """Write a small season and return what the list of files says."""
    assert run(["simulate", "--graduates", "600", "--output", str(folder), *more]) == 0
    listed: dict[str, dict[str, str]] = json.loads((folder / "inputs.json").read_text("utf-8"))
    return listed


def check(folder: Path, inputs: dict[str, dict[str, str]], capsys: Output) -> tuple[int, dict]:
    graduates, *others = inputs.items()
    command = ["check", str(folder / graduates[1]["file"]), "--as-of", graduates[1]["on"]]
    for option, each in others:
        day = f"@{each['on']}" if each["on"] else ""
        command += [f"--{option}", f"{folder / each['file']}{day}"]
    capsys.readouterr()
    code = run([*command, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_clean_season_checks_clean(tmp_path: Path, capsys: Output) -> None:
    inputs = simulate(tmp_path, "--clean", "--seed", "3")
    assert "没有埋入问题" in capsys.readouterr().out
    assert not (tmp_path / "真值.xlsx").exists()
    code, document = check(tmp_path, inputs, capsys)
    assert (document["findings"], document["problems"]) == ([], [])
    assert code == 0


def test_what_was_planted_is_found_by_the_check(tmp_path: Path, capsys: Output) -> None:
    code, document = check(tmp_path, simulate(tmp_path), capsys)
    assert code == 1
    assert {"R204", "D401", "E305"} <= {each["rule"] for each in document["findings"]}


def test_parquet_has_exactly_the_declared_columns(tmp_path: Path) -> None:
    inputs = simulate(tmp_path, "--format", "parquet")
    names = {name.replace("-", "_") for name in inputs}
    assert names == set(TABLES)
    for name in names:
        assert pq.read_schema(tmp_path / f"{name}.parquet").equals(arrow_schema(TABLES[name]))
    truth = pq.read_table(tmp_path / "truth.parquet")
    assert truth.schema.names == TRUTH.names
    ids = set()
    for name in ("graduates", "registry"):
        ids |= set(pq.read_table(tmp_path / f"{name}.parquet")["graduate_id"].to_pylist())
    for row in truth.to_pylist():
        assert set(row["graduate_ids"]) <= ids
        assert read_key(row["key"]).get("graduate_id", None) in {None, *ids}


def test_rows_of_parquet_are_numbered_through_all_universities(tmp_path: Path) -> None:
    assert run(["simulate", "--graduates", "50600", "--output", str(tmp_path), "--format",
                "parquet", "--clean"]) == 0  # fmt: skip
    table = pq.read_table(tmp_path / "graduates.parquet")
    assert table["source_row"].to_pylist() == list(range(1, 50_601))
    assert len(table["school"].unique()) == 2
    for column in ("graduate_id", "exam_no", "student_no", "id_hash", "phone_hash"):
        assert len(table[column].unique()) == 50_600
    assert pq.read_metadata(tmp_path / "national.parquet").num_rows == 7


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_the_same_season_gives_the_same_bytes(tmp_path: Path, kind: str) -> None:
    made = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        simulate(folder, "--format", kind, "--seed", "5")
        made.append([(path.name, path.read_bytes()) for path in sorted(folder.iterdir())])
    assert made[0] == made[1]


def test_both_formats_tell_the_same_season(tmp_path: Path) -> None:
    for kind in ("xlsx", "parquet"):
        simulate(tmp_path / kind, "--format", kind, "--moment", "2024-08-05T17:00")
    inputs = [json.loads((tmp_path / kind / "inputs.json").read_text()) for kind in
              ("xlsx", "parquet")]  # fmt: skip
    assert inputs[0]["previous"]["on"] == inputs[1]["previous"]["on"] == "2024-08-04"
    assert inputs[0]["last-year"]["on"] == "2023-08-05"
    numbers = pq.read_table(tmp_path / "parquet" / "graduates.parquet")["exam_no"]
    assert pa.types.is_string(numbers.type)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--graduates", "0"], "500 到 300000"),
        (["--graduates", "499"], "500 到 300000"),
        (["--graduates", "300001"], "--format parquet"),
        (["--graduates", "99999999", "--format", "parquet"], "500 到"),
        (["--graduates", "许多"], "不能是“许多”"),
        (["--seed", "-1"], "--seed"),
        (["--seed", "1.5"], "--seed"),
        (["--colleges", "31"], "1 到 30"),
        (["--moment", "明天"], "不是时刻"),
        (["--moment", "2024-10-01"], "监测季"),
        (["--format", "csv"], "--format"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    tmp_path: Path, capsys: Output, wrong: list[str], said: str
) -> None:
    assert run(["simulate", "--output", str(tmp_path), *wrong]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path, capsys: Output) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    assert run(["simulate", "--output", str(file)]) == 2
    assert run(["simulate", "--output", str(file / "below"), "--graduates", "500"]) == 2
    assert run(["simulate", "--graduates", "500"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_folder_that_holds_anything_is_refused_and_left_as_it_was(
    tmp_path: Path, capsys: Output
) -> None:
    (tmp_path / "file").write_text("x")
    assert run(["simulate", "--output", str(tmp_path), "--graduates", "500"]) == 2
    assert "里已有文件" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_parquet_is_checked_as_the_workbooks_are(tmp_path: Path, capsys: Output) -> None:
    codes = []
    for kind in ("xlsx", "parquet"):
        inputs = simulate(tmp_path / kind, "--format", kind)
        _, document = check(tmp_path / kind, inputs, capsys)
        codes.append(Counter((each["rule"], each["verdict"]) for each in document["findings"]))
    assert codes[0] == codes[1]
    assert codes[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table.drop_columns(["graduate_id"]), "缺少列 graduate_id"),
        (lambda table: table.append_column("mood", table["name"]), "没有列 mood"),
        (lambda table: table.set_column(table.column_names.index("agreed_on"), "agreed_on",
                                        table["name"]), "类型是 string"),
        (lambda table: table.slice(0, 0), "没有一行数据"),
    ],
)  # fmt: skip
def test_parquet_with_other_columns_is_refused(
    tmp_path: Path, capsys: Output, change: Callable[[pa.Table], pa.Table], said: str
) -> None:
    simulate(tmp_path, "--format", "parquet", "--clean")
    path = tmp_path / "graduates.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    assert run(["check", str(path)]) == 2
    assert said in capsys.readouterr().err


def test_half_a_parquet_file_is_refused(tmp_path: Path, capsys: Output) -> None:
    simulate(tmp_path, "--format", "parquet", "--clean")
    path = tmp_path / "graduates.parquet"
    path.write_bytes(path.read_bytes()[:5_000])
    assert run(["check", str(path)]) == 2
    assert "损坏" in capsys.readouterr().err
