"""One season for all tests here, clean and planted."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from quxiang.simulation import MOMENT, plant, season_tables, write_workbooks

SEED = 7
GRADUATES = 3_000


@pytest.fixture(scope="session")
def clean() -> dict[str, pa.Table]:
    return season_tables(GRADUATES, SEED, raw=True)


@pytest.fixture(scope="session")
def planted(clean: dict[str, pa.Table]) -> tuple[dict[str, pa.Table], pa.Table]:
    return plant(clean, SEED, MOMENT)


@pytest.fixture(scope="session")
def workbooks(
    tmp_path_factory: pytest.TempPathFactory, planted: tuple[dict[str, pa.Table], pa.Table]
) -> Path:
    """The folder the planted season's workbooks are in."""
    folder = tmp_path_factory.mktemp("workbooks")
    write_workbooks(folder, *planted)
    return folder
