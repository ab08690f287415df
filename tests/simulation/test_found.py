"""The engine finds exactly what was planted, in tables and in workbooks, and nothing when clean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from quxiang import exchange
from quxiang.engine.catalogue import shipped_rules, with_parameters
from quxiang.engine.checked import checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.results import Outcome
from quxiang.engine.run import Plan, run
from quxiang.exchange import ReadOptions, Source
from quxiang.simulation import MOMENT, season_tables
from quxiang.simulation.season import week_before, year_before
from quxiang.standards import Settings, load

KEYS = {
    "T101": ("unit_kind", "unit"),
    "T103": ("reading", "unit_kind", "unit", "level"),
    "R201": ("exam_no", "field"),
    "R204": ("exam_no", "field"),
    "E301": ("employer_key",),
    "E303": ("employer_key",),
    "E304": ("employer_key",),
    "E305": ("employer_key",),
    "D401": ("exam_no", "field"),
    "D403": ("exam_no",),
}
Found = dict[str, list[tuple[str, ...]]]


def outcome(dataset: Dataset) -> Outcome:
    rules = [rule for rule in shipped_rules() if rule.code in KEYS]
    plan = Plan(checked(rules), with_parameters(rules, {}), ())
    return run(dataset, load(), Settings(cohort="2024"), plan)


def of_tables(tables: Mapping[str, pa.Table]) -> Dataset:
    given = {name: frozenset(table.column_names) for name, table in tables.items()}
    moments = {"previous": week_before(MOMENT), "last_year": year_before(MOMENT)}
    return Dataset(tables, given, MOMENT, moments)


def found(dataset: Dataset) -> Found:
    """Return the key and verdict of every finding; a graduate by the examination number."""
    graduates = dataset.tables["graduates"].select(("graduate_id", "exam_no")).to_pylist()
    numbers = {row["graduate_id"]: row["exam_no"] for row in graduates}
    return {
        each.rule.code: keyed(
            each.rule.code,
            (
                row | {"exam_no": numbers.get(row.get("graduate_id"))}
                for row in each.table.to_pylist()
            ),
        )
        for each in outcome(dataset).findings
    }


def keyed(rule: str, rows: Iterable[Mapping[str, object]]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(row[name]) for name in (*KEYS[rule], "verdict")) for row in rows)


def told(truth: pa.Table) -> Found:
    rows = [row for row in truth.to_pylist() if row["expected"]]
    return {code: keyed(code, (row for row in rows if row["rule"] == code)) for code in KEYS}


@pytest.mark.parametrize("seed", [7, 11])
def test_nothing_is_found_in_a_clean_season(seed: int) -> None:
    rows_by_rule = found(of_tables(season_tables(2_000, seed)))
    assert {code: rows for code, rows in rows_by_rule.items() if rows} == {}


def test_exactly_the_planted_is_found_in_the_tables(
    planted: tuple[dict[str, pa.Table], pa.Table],
) -> None:
    tables, truth = planted
    typed = {name: table.select([c for c in table.column_names if c not in RAW])
             for name, table in tables.items()}  # fmt: skip
    assert found(of_tables(typed)) == told(truth)


def test_exactly_the_planted_is_found_in_the_workbooks(
    workbooks: Path, planted: tuple[dict[str, pa.Table], pa.Table]
) -> None:
    truth = planted[1]
    inputs = json.loads((workbooks / "inputs.json").read_text("utf-8"))
    sources = {
        option.replace("-", "_"): Source(
            workbooks / each["file"], date.fromisoformat(each["on"]) if each["on"] else None
        )
        for option, each in inputs.items()
    }
    settings = Settings(cohort="2024")
    options = ReadOptions(standard=load(), settings=settings, key=b"test", cohort="2024")
    gathered = exchange.gather(sources, options)
    moments = {name: told.at for name, told in gathered.moments.items() if name != "graduates"}
    now = gathered.moments["graduates"].at
    got = found(Dataset(gathered.tables, gathered.given, now, moments))
    assert without_other_half(got, truth) == told(truth)


def without_other_half(got: Found, truth: pa.Table) -> Found:
    """Call a pair of graduates by the number the truth uses: the key of a file is another hash."""
    other = {(row["other_exam_no"], row["field"]): row["exam_no"]
             for row in truth.to_pylist() if row["rule"] == "R204"}  # fmt: skip
    named = [(other.get((number, field), number), field, verdict)
             for number, field, verdict in got["R204"]]  # fmt: skip
    return got | {"R204": sorted(named)}


RAW = {"identity_no", "phone", "contact_phone", "using_employer_name", "legal_person"}
