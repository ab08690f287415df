"""Plant every fault there is and give the tables back with the truth.

A fault is one function in the file of its family, listed in that file's ``PLANTERS``. It chooses
rows nobody has used (``bench.choose``), makes them wrong, and tells what must be found of them by
the key and verdict of the finding, and of a control beside it that must stay silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from quxiang.simulation.draws import stream
from quxiang.simulation.faults import fields, firms, roster, trends
from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.sheet import Sheet
from quxiang.simulation.faults.truth import truth_table

#: trends last: they count what the others leave
PLANTERS: tuple[Planter, ...] = (
    *roster.PLANTERS,
    *firms.PLANTERS,
    *fields.PLANTERS,
    *trends.PLANTERS,
)
#: columns of a record that hold what was entered, not who somebody is
_VERSION = ("version", "state", "entered_at")


def plant(
    tables: Mapping[str, pa.Table], seed: int, moment: datetime
) -> tuple[dict[str, pa.Table], pa.Table]:
    """Return the tables of a clean season with faults in them, and the truth.

    The tables are those of ``season_tables`` at ``moment``, with or without raw numbers:
    ``previous`` and ``registry`` have the rows of ``graduates`` in the same order. A row of the
    truth names the rule that must speak, its subject, key and verdict, and whether it is expected
    or a control that must stay silent. The same seed plants the same.
    """
    sheets = {name: Sheet(table) for name, table in tables.items()}
    bench = Bench(sheets, stream(seed, "faults"), moment)
    for planter in PLANTERS:
        planter(bench)
    _carry_back(bench)
    planted = {name: sheet.finished() for name, sheet in sheets.items()}
    return planted, truth_table(bench.told)


def _carry_back(bench: Bench) -> None:
    """Let a fault that stands in the same version a period ago stand there too."""
    now, before = bench.graduates, bench.sheets["previous"]
    touched = {row for cells in before.changed.values() for row in cells}
    rows = {row for cells in now.changed.values() for row in cells} - touched
    same = {row for row in rows if all(_same(bench, row, name) for name in _VERSION)}
    for column, cells in now.changed.items():
        for row in same & cells.keys():
            before.set(row, **{column: cells[row]})


def _same(bench: Bench, row: int, column: str) -> bool:
    there, here = (bench.sheets[name].table.column(column) for name in ("previous", "graduates"))
    return bool(there[row] == here[row])
