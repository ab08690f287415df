"""What the engine finds in a season, and what the truth says it must: both in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import pyarrow as pa

from quxiang.engine.catalogue import shipped_rules, with_parameters
from quxiang.engine.checked import checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.results import Outcome
from quxiang.engine.run import Plan, run
from quxiang.simulation.faults.truth import written_key
from quxiang.simulation.timetable import cohort_at, period_before, year_before
from quxiang.standards import TABLES, Settings, load

#: rule → key and verdict of each finding
Found = dict[str, set[tuple[str, str]]]


@cache
def plan() -> Plan:
    rules = shipped_rules()
    return Plan(checked(rules), with_parameters(rules, {}), ())


def of_tables(tables: Mapping[str, pa.Table], moment: datetime) -> Dataset:
    """Return what the engine reads: the declared columns alone, all of them given."""
    typed = {name: table.select([column.name for column in TABLES[name]])
             for name, table in tables.items()}  # fmt: skip
    given = {name: frozenset(table.column_names) for name, table in typed.items()}
    moments = {"previous": period_before(moment), "last_year": year_before(moment)}
    return Dataset(typed, given, moment, moments)


def outcome(dataset: Dataset, moment: datetime) -> Outcome:
    return run(dataset, load(), Settings(cohort=str(cohort_at(moment))), plan())


def found(dataset: Dataset, moment: datetime) -> Found:
    return {
        each.rule.code: {
            (written_key({name: row[name] for name in each.rule.key}), row["verdict"])
            for row in each.table.to_pylist()
        }
        for each in outcome(dataset, moment).findings
    }


def compared(got: Found, truth: pa.Table) -> tuple[Found, Found]:
    """Return what was found and what was told, of the rules there are.

    Signals add up what other rules find, so they are left out while one of those is not there.
    """
    rows = [row for row in truth.to_pylist() if row["expected"]]
    codes = {row["rule"] for row in rows}
    if codes - got.keys():
        codes = {code for code in codes if not code.startswith("F")}
    told = {code: {(row["key"], row["verdict"]) for row in rows if row["rule"] == code}
            for code in codes & got.keys()}  # fmt: skip
    return {code: got[code] for code in told}, told
