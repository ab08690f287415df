"""The twin of every rule whose input is missing: it stands in ``not_run``, never passes."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2]))

from bench.found import of_tables, outcome, plan
from bench.recall import wanted_by

from quxiang.engine.dataset import Dataset
from quxiang.simulation import MOMENT, season_tables

#: what a signal is counted from
SIGNALS = {"F701": ("checks", ""), "F702": ("graduates", "code"), "F703": ("graduates", "code"),
           "F704": ("complaints", ""), "F705": ("graduates", "code")}  # fmt: skip
WANTED = {each.rule.code: [*wanted_by(each), *filter(None, [SIGNALS.get(each.rule.code)])]
          for each in plan().rules}  # fmt: skip
#: without graduates there is nothing to run on at all
MISSING = sorted({need for needs in WANTED.values() for need in needs} - {("graduates", "")})


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return of_tables(season_tables(500, 3), MOMENT)


def without(dataset: Dataset, table: str, column: str) -> Dataset:
    if not column:
        tables = {name: each for name, each in dataset.tables.items() if name != table}
        return replace(dataset, tables=tables)
    data = dataset.tables[table].drop_columns([column])
    given = {**dataset.given, table: dataset.given[table] - {column}}
    return replace(dataset, tables={**dataset.tables, table: data}, given=given)


def apart() -> list[list[tuple[str, str]]]:
    """Return what is missing in groups of which no rule wants two: each rule is tried alone.

    A whole table is missing alone, as its columns would be with it.
    """
    groups: list[list[tuple[str, str]]] = []
    for need in MISSING:
        for group in groups:
            both = any(need in needs and set(group) & set(needs) for needs in WANTED.values())
            tables = {table for table, column in (*group, need) if not column}
            if not both and not any(table in tables for table, _ in (*group, need)):
                group.append(need)
                break
        else:
            groups.append([need])
    return groups


def test_every_rule_wants_something() -> None:
    any_of = {each.rule.code for each in plan().rules if each.rule.any_of}
    assert {code for code, needs in WANTED.items() if not needs} <= any_of


@pytest.mark.parametrize("missing", apart(), ids=lambda group: ".".join(group[0]))
def test_a_rule_without_its_input_stands_in_not_run(
    dataset: Dataset, missing: list[tuple[str, str]]
) -> None:
    less = dataset
    for need in missing:
        less = without(less, *need)
    done = outcome(less, MOMENT)
    wholly = {each.rule for each in done.not_run if not each.partial}
    assert {code for code, needs in WANTED.items() if set(missing) & set(needs)} <= wholly
    assert not wholly & {each.rule.code for each in done.findings if len(each)}


EITHER = {each.rule.code: each.rule.any_of for each in plan().rules if each.rule.any_of}


@pytest.mark.parametrize("code", EITHER)
def test_a_rule_without_any_of_its_inputs_stands_in_not_run(dataset: Dataset, code: str) -> None:
    for name in EITHER[code]:
        table, _, column = name.partition(".")
        dataset = without(dataset, table, column)
    assert code in {each.rule for each in outcome(dataset, MOMENT).not_run if not each.partial}
