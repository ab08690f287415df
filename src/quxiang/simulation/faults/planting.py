"""Plant every fault there is and give the tables back with the truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from quxiang.simulation.draws import stream
from quxiang.simulation.faults import fields, firms, roster, trends
from quxiang.simulation.faults.sheet import Bench, Planter, Sheet

#: trends last: they count what the others leave
_PLANTERS: tuple[Planter, ...] = (
    roster.plant_mismatches,
    roster.plant_duplicates,
    firms.plant_unknown_employers,
    firms.plant_invalid_codes,
    firms.plant_foreign_codes,
    firms.plant_clusters,
    fields.plant_missing_fields,
    fields.plant_low_pay,
    trends.plant_trends,
)
_CHANGED = ("graduates", "previous", "last_year", "registry", "employers")
#: ``expected`` is false for controls, which must not be found
TRUTH = pa.schema([
    ("rule", pa.string()), ("subject", pa.string()), ("expected", pa.bool_()),
    ("verdict", pa.string()), ("graduate_id", pa.string()), ("exam_no", pa.string()),
    ("student_no", pa.string()), ("other_exam_no", pa.string()), ("field", pa.string()),
    ("employer_key", pa.string()), ("employer_name", pa.string()), ("count", pa.int64()),
    ("reading", pa.string()), ("unit_kind", pa.string()), ("unit", pa.string()),
    ("level", pa.string()), ("note", pa.string()),
])  # fmt: skip


def plant(tables: Mapping[str, pa.Table], seed: int) -> tuple[dict[str, pa.Table], pa.Table]:
    """Return the tables of a clean season with faults in them, and the truth.

    The tables are those of ``season_tables``, with or without raw numbers: ``previous`` and
    ``registry`` have the rows of ``graduates`` in the same order. A truth row names the rule that
    must speak, its subject and key (graduate and field, employer, or unit), the verdict, and
    whether it is expected or a control that must stay silent. The same seed plants the same.
    """
    sheets = {name: Sheet(tables[name]) for name in _CHANGED}
    told: list[dict[str, Any]] = []
    bench = Bench(sheets, stream(seed, "faults"), told)
    for planter in _PLANTERS:
        planter(bench)
    planted = dict(tables) | {name: sheet.finished() for name, sheet in sheets.items()}
    return planted, pa.Table.from_pylist(told, TRUTH)
