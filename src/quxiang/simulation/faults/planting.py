"""Plant every fault there is and give the tables back with the truth.

A fault is one function in the file of its family, listed in that file's ``PLANTERS``. It chooses
rows nobody has used (``bench.choose``), makes them wrong, and tells what must be found of them by
the key and verdict of the finding, and of a control beside it that must stay silent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from quxiang.simulation.draws import stream
from quxiang.simulation.faults import (
    conduct,
    contacts,
    controls,
    destinations,
    fields,
    firms,
    linked,
    papers,
    replies,
    roster,
    signals,
    surges,
    trends,
)
from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.rates import tallies
from quxiang.simulation.faults.sheet import Sheet
from quxiang.simulation.faults.truth import consistent, truth_table
from quxiang.simulation.papers import PAPERS

PLANTERS: tuple[Planter, ...] = (
    *roster.PLANTERS,
    *firms.PLANTERS,
    *conduct.PLANTERS,
    *contacts.PLANTERS,
    *linked.PLANTERS,
    *fields.PLANTERS,
    *destinations.PLANTERS,
    *papers.PLANTERS,
    *replies.PLANTERS,
    *controls.PLANTERS,
    *signals.PLANTERS,
)
#: each takes colleges of its own, from the largest and the smallest down
COLLEGE_PLANTERS: tuple[Callable[[Bench, list[str]], None], ...] = (
    trends.plant_trends,
    surges.plant_surges,
)
#: they change nothing, but tell what all the others have left
COUNTERS: tuple[Planter, ...] = (
    *roster.COUNTERS,
    *trends.COUNTERS,
    *surges.COUNTERS,
    *signals.COUNTERS,
)
#: only where there are so many colleges two of them, neither small, are left to the signals
_COLLEGES, _PEOPLE = 6, 150
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
    sheets = {name: Sheet(table, _fixed(name, tables)) for name, table in tables.items()}
    bench = Bench(sheets, stream(seed, "faults"), moment, quiet=_quiet(sheets["graduates"]))
    for planter in PLANTERS:
        planter(bench)
    colleges = trends.colleges_of(bench)
    for spoil in COLLEGE_PLANTERS:
        spoil(bench, colleges)
    _carry_back(bench)
    for counter in COUNTERS:
        counter(bench)
    planted = {name: sheet.finished() for name, sheet in sheets.items()}
    return planted, truth_table(consistent(bench.told))


def _fixed(name: str, tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """Return what all rows of a table have in common; the number is that of the first."""
    paper, graduates = PAPERS[name], tables["graduates"]
    place = {"source_file": paper.name, "source_sheet": paper.sheet,
             "source_row": paper.header + 1}  # fmt: skip
    return {each: graduates.column(each)[0].as_py() for each in ("school", "cohort")} | place


def _quiet(graduates: Sheet) -> tuple[str, ...]:
    """Return the two smallest colleges that are large enough to be counted."""
    counts = tallies(graduates.table, ("college",))
    order = sorted(counts, key=lambda key: (counts[key].people, key))
    enough = [college for (college,) in order if counts[(college,)].people >= _PEOPLE]
    return tuple(enough[:2]) if len(order) >= _COLLEGES else ()


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
