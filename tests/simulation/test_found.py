"""The engine finds exactly what was planted, in tables and in workbooks, and nothing when clean."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from quxiang import exchange
from quxiang.cli.simulate import names_in_files
from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.dataset import Dataset
from quxiang.exchange import ReadOptions, Source
from quxiang.simulation import MOMENT, plant, season_tables
from quxiang.simulation.faults.signals import ERROR, SUSPECT
from quxiang.simulation.faults.truth import consistent, renamed
from quxiang.standards import Settings, load

sys.path.append(str(Path(__file__).parents[2]))

from bench.found import compared, found, of_tables, outcome
from bench.recall import DATA, PAGE, data_of, page

KEY = b"test"
#: what the reader says itself of destinations nobody knows, or that lack the last part (D407)
UNKNOWN = {("unknown_code", "99"), ("unknown_code", "13"), ("needs_child", "70"),
           ("needs_child", "待就业")}  # fmt: skip
#: a month, a week, the week of graduation, a day
MOMENTS = [datetime(2024, 1, 15, 12), datetime(2024, 4, 10, 17), datetime(2024, 7, 3, 9),
           datetime(2024, 8, 20, 18)]  # fmt: skip


@pytest.mark.parametrize("moment", [MOMENT, *MOMENTS])
def test_nothing_wrong_or_suspect_is_found_in_a_clean_season(moment: datetime) -> None:
    done = outcome(of_tables(season_tables(2_000, 11, moment=moment), moment), moment)
    grave = {each.rule.code: len(each) for each in done.findings if each.rule.severity != "notice"}
    assert {code: count for code, count in grave.items() if count} == {}


def test_the_truth_knows_how_grave_each_rule_is() -> None:
    for severity, told in (("suspect", SUSPECT), ("error", ERROR)):
        grave = {rule.code for rule in shipped_rules()
                 if rule.severity == severity and rule.feeds_signals}  # fmt: skip
        assert grave <= {*told, "R203"}


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


def test_a_control_that_other_faults_carried_over_the_limit_is_left_out() -> None:
    fault = {"rule": "T104", "key": "a", "expected": True}
    carried = {**fault, "expected": False}
    other = {**carried, "key": "b"}
    assert consistent([carried, fault, other]) == [fault, other]


def test_every_rule_has_its_faults_and_its_controls() -> None:
    told: dict[bool, set[str]] = {True: set(), False: set()}
    for moment in (MOMENT, MOMENTS[-1]):
        _, truth = plant(season_tables(3_000, 8, moment=moment), 8, moment)
        for row in truth.to_pylist():
            told[row["expected"]].add(row["rule"])
    shipped = {rule.code for rule in shipped_rules()}
    assert shipped - told[True] == set()
    assert shipped - told[False] == set()


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
    names = names_in_files(planted[0], KEY)
    got, told = compared(got, renamed(planted[1], names))
    assert got == told


def test_the_page_says_what_a_repeated_measurement_says() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_the_figures_the_web_shows_are_those_of_the_page() -> None:
    assert DATA.read_text("utf-8") == data_of(PAGE.read_text("utf-8"))
