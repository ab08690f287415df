"""Loading a standard: light to import, quick, cached, with a digest that can be trusted."""

from __future__ import annotations

import subprocess
import sys

import pytest

from quxiang.problems import UnusableError
from quxiang.standards import Settings, load
from quxiang.standards.sources import FOLDER, SHAPES, digest


def test_import_and_load_pull_in_nothing_heavy() -> None:
    code = (
        "import sys, quxiang.standards as s; s.load('2021'); from quxiang.standards import "
        "calendar; calendar.periods(2024); "
        "print(*(m for m in sys.modules if m.partition('.')[0] in "
        "('pandas', 'pyarrow', 'duckdb', 'sqlglot', 'chinese_calendar', 'yaml', 'numpy')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_same_scheme_is_loaded_once() -> None:
    assert load() is load("2024")
    assert load("2021") is not load("2024")


def test_unknown_scheme_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnusableError) as refused:
        load("2030")
    assert refused.value.problems[0].code == "unknown_standard"
    assert "2024" in refused.value.problems[0].remedy


def test_digests_differ_between_schemes_and_tables() -> None:
    assert load("2021").digest != load("2024").digest
    assert len(load().digest) == len(Settings().digest) == 64
    digests = [table.digest for table in load().tables.values()]
    assert len(set(digests)) == len(digests)


def test_digest_is_of_values_and_not_of_their_order_as_keys() -> None:
    assert digest({"a": 1, "b": (2, 3)}) == digest({"b": [2, 3], "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


def test_every_file_of_data_belongs_to_a_table() -> None:
    own = {"aliases.csv", "study_level.csv", "enterprise_size.csv", "bridge/2021-2024.csv"}
    tables = {
        shape.path(scheme).relative_to(FOLDER).as_posix()
        for shape in SHAPES.values()
        for scheme in ("2021", "2024")
    }
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.csv")}
    assert files == own | tables


def test_schemes_have_the_tables_columns_name() -> None:
    from quxiang.standards import TABLES

    named = {column.codes for table in TABLES.values() for column in table if column.codes}
    for scheme in ("2021", "2024"):
        assert named <= set(load(scheme).tables)
