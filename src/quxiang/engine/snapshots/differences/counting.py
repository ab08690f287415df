"""Who is in each figure of a snapshot, row by row, from the conditions figures are counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.figureform import FigureRule
from quxiang.engine.figures import membership
from quxiang.engine.snapshots.differences.basis import Basis
from quxiang.standards import Standard

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Counted:
    """For each graduates row: whether it counts at all, and in which figures, by code."""

    inside: Flags
    members: Mapping[str, Flags]

    def __getitem__(self, code: str | None) -> Flags:
        return self.inside if code is None else self.members[code]


def member_figures(basis: Basis, standard: Standard) -> Sequence[FigureRule]:
    """Return the figures of a scheme that count people by their destination."""
    if not basis.snapshot.dataset.has("graduates", "code"):
        return ()
    settings = basis.snapshot.settings
    return [
        rule
        for rule in basis.figures
        if rule.kind == "members" and rule.applies(standard.scheme, settings)
    ]


def counted(basis: Basis, standard: Standard) -> Counted:
    """Return who counts where; a row's place in the table stands for it."""
    rules, dataset = member_figures(basis, standard), basis.snapshot.dataset
    data = dataset.tables["graduates"]
    at = data.column_names.index("source_row")
    numbered = data.set_column(at, "source_row", pa.array(np.arange(data.num_rows)))
    only = replace(dataset, tables={"graduates": numbered})
    conditions = "".join(
        f", ({membership(rule, basis.snapshot.settings)}) as n{number}"
        for number, rule in enumerate(rules)
    )
    with basis.views(), Session(only, standard, basis.snapshot.settings) as session:
        found = session.arrow(f"select source_row as at{conditions} from counted")
    places = found.column("at").to_numpy()
    return Counted(
        _spread(data.num_rows, places),
        {
            rule.code: _spread(data.num_rows, places[found.column(f"n{number}").to_numpy()])
            for number, rule in enumerate(rules)
        },
    )


def _spread(count: int, places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Flags:
    flags = np.zeros(count, bool)
    flags[places] = True
    return flags
