"""Each fault in the truth is in the tables, and nothing else has changed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from typing import Any

import pyarrow as pa
import pytest

from quxiang.simulation import MOMENT, plant, season_tables
from quxiang.simulation.faults.planting import COLLEGE_PLANTERS, COUNTERS, PLANTERS
from quxiang.simulation.faults.truth import read_key
from quxiang.standards import credit_code

Tables = dict[str, pa.Table]
Planted = tuple[Tables, pa.Table]


def told(planted: Planted, rule: str) -> list[dict[str, Any]]:
    """Return what is told of a rule, the columns of the key beside the rest."""
    rows = [row for row in planted[1].to_pylist() if row["rule"] == rule and row["expected"]]
    return [row | read_key(row["key"]) | {"exam_no": (*row["exam_nos"], None)[0]} for row in rows]


def by(table: pa.Table, column: str) -> dict[str, dict[str, Any]]:
    return {row[column]: row for row in table.to_pylist()}


def test_every_planter_is_one_function_that_says_its_fault() -> None:
    every = (*PLANTERS, *COLLEGE_PLANTERS, *COUNTERS)
    assert len(set(every)) == len(every)
    assert [planter for planter in every if not (planter.__doc__ or "").strip()] == []


def test_planting_loads_no_rule_and_no_engine() -> None:
    script = (
        "import sys, quxiang.simulation;"
        "print(*(m for m in sys.modules if m.startswith(('quxiang.engine', 'quxiang.exchange'))))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_the_same_seed_plants_the_same(clean: Tables, planted: Planted) -> None:
    again, truth = plant(clean, 7, MOMENT)
    assert truth.equals(planted[1])
    assert all(again[name].equals(planted[0][name]) for name in again)
    assert not plant(clean, 8, MOMENT)[1].equals(truth)


def test_typed_tables_get_the_same_faults_as_those_with_raw_numbers(planted: Planted) -> None:
    _, truth = plant(season_tables(3_000, 7), 7, MOMENT)
    assert truth.equals(planted[1])


def test_types_and_columns_stay_as_declared(clean: Tables, planted: Planted) -> None:
    assert {n: t.schema for n, t in planted[0].items()} == {n: t.schema for n, t in clean.items()}


def test_each_mismatch_is_one_field_that_differs_from_the_registry(planted: Planted) -> None:
    ours, theirs = by(planted[0]["graduates"], "exam_no"), by(planted[0]["registry"], "exam_no")
    for row in told(planted, "R201"):
        key, field = row["exam_no"], row["field"]
        assert ours[key][field] != theirs[key][field]
    fields = Counter(row["field"] for row in told(planted, "R201"))
    assert fields.keys() == {"name", "gender", "id_hash", "level", "major_code", "direction"}


@pytest.mark.parametrize("column", ["exam_no", "student_no", "id_hash"])
def test_a_duplicate_number_stands_in_two_rows(planted: Planted, column: str) -> None:
    counts = Counter(planted[0]["graduates"][column].to_pylist())
    pasted = 1  # one row stands twice with all its numbers
    assert sum(count > 1 for count in counts.values()) == 1 + pasted
    assert len([row for row in told(planted, "R204") if row["field"] == column]) >= 1


def test_a_row_pasted_twice_stands_at_the_end(planted: Planted) -> None:
    graduates = planted[0]["graduates"]
    first = graduates["source_row"][0].as_py()
    assert graduates["source_row"].to_pylist() == list(range(first, first + graduates.num_rows))
    pasted = graduates["registration_no"][-1].as_py()
    assert Counter(graduates["registration_no"].to_pylist())[pasted] == 2


def test_a_missing_field_is_empty_and_named(planted: Planted) -> None:
    rows = by(planted[0]["graduates"], "exam_no")
    assert len(told(planted, "D401")) >= 12
    assert [row for row in told(planted, "D401") if rows[row["exam_no"]][row["field"]]] == []


def test_low_pay_says_no(planted: Planted) -> None:
    rows = by(planted[0]["graduates"], "exam_no")
    found = {rows[row["exam_no"]]["code"] for row in told(planted, "D403")}
    assert found == {"12", "271", "76"}
    assert [rows[row["exam_no"]]["wage_floor_met"] for row in told(planted, "D403")] == [False] * 3


def test_a_wrong_code_is_wrong_in_the_way_told(planted: Planted) -> None:
    outcomes = {(credit_code.check(row["employer_key"]), row["verdict"])
                for row in told(planted, "E303")}  # fmt: skip
    assert outcomes == {("bad_form", "fault"), ("bad_check", "to_check")}


def test_a_foreign_code_is_listed_under_another_name(planted: Planted) -> None:
    listed = by(planted[0]["employers"], "uscc")
    for row in told(planted, "E304"):
        assert credit_code.is_valid(row["employer_key"])
        assert listed[row["employer_key"]]["name"] != row["employer_name"]


def test_an_unknown_employer_is_absent_or_said_not_to_exist(planted: Planted) -> None:
    listed = by(planted[0]["employers"], "uscc")
    for row in told(planted, "E301"):
        if row["verdict"] == "fault":
            assert listed[row["employer_key"]]["status"] == "不存在"
        else:
            assert row["employer_key"] not in listed


def test_four_are_in_one_small_firm_and_three_in_the_control(planted: Planted) -> None:
    counts = Counter(planted[0]["graduates"]["employer_key"].to_pylist())
    clusters = [row | read_key(row["key"]) for row in planted[1].to_pylist()
                if row["rule"] == "E305"]  # fmt: skip
    people = [len(row["graduate_ids"]) for row in clusters]
    assert [counts[row["employer_key"]] for row in clusters] == people == [4, 4, 4, 3]
    assert [row["expected"] for row in clusters] == [True, True, True, False]
    assert clusters[1]["employer_key"].startswith("92")


def test_trends_are_told_of_colleges_majors_and_levels(planted: Planted) -> None:
    swings = {(row["unit_kind"], row["expected"]) for row in told(planted, "T101")}
    assert {("college", True), ("major", True)} <= swings
    assert {row["reading"] for row in told(planted, "T103")} == {"last_year", "level", "calls"}


def test_only_told_graduates_and_trends_differ_from_the_clean_season(
    clean: Tables, planted: Planted
) -> None:
    dates = ("agreed_on", "recorded_at", "entered_at")  # a jump is what was entered lately
    named = {each for row in planted[1].to_pylist() for each in row["graduate_ids"]}
    before = by(clean["graduates"], "registration_no")
    for other in planted[0]["graduates"].to_pylist():
        one = before[other["registration_no"]]
        differ = {name for name in one if one[name] != other[name]} - {*dates, "source_row"}
        assert not differ or other["graduate_id"] in named or "code" in differ


def test_a_fault_of_the_same_version_stood_there_a_period_ago(planted: Planted) -> None:
    now, rows = (by(planted[0][name], "exam_no") for name in ("graduates", "previous"))
    for row in told(planted, "D403"):
        before = rows[row["exam_no"]]
        if before["state"] == "entered" and before["version"] == now[row["exam_no"]]["version"]:
            assert before["wage_floor_met"] is False
