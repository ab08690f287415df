"""Small tables in memory, as the web will hand them over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from quxiang.engine.catalogue import with_parameters
from quxiang.engine.checked import checked_shipped
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.run import Plan
from quxiang.engine.snapshots import About, Snapshot, create
from quxiang.standards import Settings

MOMENT = datetime(2024, 6, 20, 17)
ABOUT = About(
    school="太行大学",
    cohort="2024",
    moment=MOMENT,
    known_at=MOMENT,
    settings=Settings(),
    key_id="school-1",
)
CODES = ("11", "70-QZZ", "801", None, "76", "11")


def graduates(count: int = 60) -> pa.Table:
    """Return graduates with the columns the web always has; rows have no place in a workbook."""
    return pa.table(
        {
            "school": ["太行大学"] * count,
            "cohort": ["2024"] * count,
            "graduate_id": [f"{number:016x}" for number in range(count)],
            "exam_no": [f"241046600{number:05d}" for number in range(count)],
            "name": [f"王某{number}" for number in range(count)],
            "college": ["农学院" if number % 2 else "文学院" for number in range(count)],
            "code": [CODES[number % len(CODES)] for number in range(count)],
            "state": ["entered"] * count,
        }
    )


def made(folder: Path, data: pa.Table | None = None, **changes: Any) -> Snapshot:
    """Return a snapshot of graduates alone."""
    rows = graduates() if data is None else data
    given = {"graduates": rows.column_names}
    more = {name: changes.pop(name) for name in ("previous", "new_key") if name in changes}
    return create(
        {"graduates": rows}, given, folder=folder, about=replace(ABOUT, **changes), **more
    )


def plan(**changes: Any) -> Plan:
    rules = changes.pop("rules", checked_shipped())
    parameters = with_parameters([each.rule for each in rules], {})
    return replace(Plan(rules, parameters, shipped_figures(), by=("college",)), **changes)
