"""The engine finds exactly what was planted, in tables and in workbooks, and nothing when clean."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from quxiang import exchange
from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.dataset import Dataset
from quxiang.exchange import ReadOptions, Source
from quxiang.exchange.keys import graduate_ids
from quxiang.simulation import MOMENT, plant, season_tables
from quxiang.simulation.faults.truth import renamed
from quxiang.standards import Settings, load

sys.path.append(str(Path(__file__).parents[2]))

from bench.found import compared, found, of_tables

KEY = b"test"
#: what the reader says itself of destinations nobody knows (D407)
UNKNOWN = {("unknown_code", "99"), ("unknown_code", "13")}
#: a month, a week, the week of graduation, a day
MOMENTS = [datetime(2024, 1, 15, 12), datetime(2024, 4, 10, 17), datetime(2024, 7, 3, 9),
           datetime(2024, 8, 20, 18)]  # fmt: skip


@pytest.mark.parametrize("moment", [MOMENT, *MOMENTS])
def test_nothing_but_notices_is_found_in_a_clean_season(moment: datetime) -> None:
    """Honest people confirm late, or have yet to confirm what they changed."""
    notices = {rule.code for rule in shipped_rules() if rule.severity == "notice"}
    rows_by_rule = found(of_tables(season_tables(2_000, 11, moment=moment), moment), moment)
    assert {code for code, rows in rows_by_rule.items() if rows} <= notices


def test_exactly_the_planted_is_found_in_the_tables(
    planted: tuple[dict[str, pa.Table], pa.Table],
) -> None:
    tables, truth = planted
    got, told = compared(found(of_tables(tables, MOMENT), MOMENT), truth)
    assert got == told


@pytest.mark.parametrize("moment", MOMENTS)
def test_exactly_the_planted_is_found_at_other_moments(moment: datetime) -> None:
    tables, truth = plant(season_tables(3_000, 8, moment=moment), 8, moment)
    got, told = compared(found(of_tables(tables, moment), moment), truth)
    assert got == told


def test_exactly_the_planted_is_found_in_the_workbooks(
    workbooks: Path, planted: tuple[dict[str, pa.Table], pa.Table]
) -> None:
    inputs = json.loads((workbooks / "inputs.json").read_text("utf-8"))
    sources = {
        option.replace("-", "_"): Source(
            workbooks / each["file"],
            date.fromisoformat(each["on"][:10]) if each["on"] and option != "graduates" else None,
        )
        for option, each in inputs.items()
    }
    settings = Settings(cohort="2024")
    options = ReadOptions(standard=load(), settings=settings, key=KEY, cohort="2024")
    gathered = exchange.gather(sources, options)
    assert {(each.code, each.value) for each in gathered.problems} <= UNKNOWN
    moments = {name: told.at for name, told in gathered.moments.items() if name != "graduates"}
    got = found(Dataset(gathered.tables, gathered.given, MOMENT, moments), MOMENT)
    ids = ids_in_files(*(planted[0][name] for name in ("registry", "graduates")))
    got, told = compared(got, renamed(planted[1], ids))
    assert got == told


def ids_in_files(*tables: pa.Table) -> dict[str, str]:
    """Return the id a reader of files gives to each graduate, by the id the tables have."""
    ids: dict[str, str] = {}
    for table in tables:
        made = graduate_ids(table, KEY).to_pylist()
        ids |= dict(zip(table.column("graduate_id").to_pylist(), made, strict=True))
    return ids
