"""Frozen tables for engine tests, made from short rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from quxiang.engine.catalogue import with_parameters
from quxiang.engine.checked import Checked, checked_shipped
from quxiang.engine.dataset import Dataset, arrow_schema
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.run import Plan
from quxiang.standards.tables import TABLES

MOMENT = datetime(2024, 6, 20, 17, 0)


def rules() -> list[Checked]:
    """Return the shipped rules, checked once a process."""
    return list(checked_shipped())


def table(name: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Return rows typed as declared; a row's number is its place in the file."""
    full = [
        {"school": "s", "cohort": "2024", "source_file": f"{name}.xlsx", "source_sheet": "表",
         "source_row": at + 2, **row}
        for at, row in enumerate(rows)
    ]  # fmt: skip
    schema = arrow_schema(TABLES[name])
    known = set(schema.names)
    return pa.Table.from_pylist(
        [{k: v for k, v in row.items() if k in known} for row in full], schema
    )


def dataset(moment: datetime | None = MOMENT, **tables: Sequence[Mapping[str, object]]) -> Dataset:
    """Return a dataset whose given columns are those its rows name."""
    made = {name: table(name, rows) for name, rows in tables.items()}
    given = {name: frozenset(key for row in rows for key in row) for name, rows in tables.items()}
    return Dataset(made, given, moment)


def plan(by: tuple[str, ...] = (), **changes: Mapping[str, object]) -> Plan:
    """Return a plan of every shipped rule and figure."""
    return Plan(
        rules=rules(),
        parameters=with_parameters([rule.rule for rule in rules()], changes),  # type: ignore[arg-type]
        figures=shipped_figures(),
        by=by,
    )
