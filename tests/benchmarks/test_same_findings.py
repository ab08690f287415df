"""What the benchmarks compare finds the same: engine, pandas and Polars on made tables."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))

from bench.inputs import Inputs
from bench.made import make
from bench.same import differences, found_by_all

ROWS = 5_000


def test_engine_pandas_and_polars_find_the_same() -> None:
    found = found_by_all(Inputs(make(ROWS)))
    assert differences(found) == []
    assert set(found) == {"engine", "pandas", "pandas over Arrow", "Polars"}
    assert sum(1 for rows in found["engine"].values() if rows) >= 9


def test_a_finding_left_out_is_noticed() -> None:
    found = found_by_all(Inputs(make(ROWS)))
    found["Polars"] = {**found["Polars"], "D401": found["Polars"]["D401"][1:]}
    assert any(said.startswith("Polars D401") for said in differences(found))
