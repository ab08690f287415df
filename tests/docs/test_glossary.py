"""GLOSSARY.md is true: its names are in the code, and the code's names are in it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from quxiang import standards
from quxiang.standards.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "quxiang"
ROW = re.compile(
    r"^\| (?P<chinese>[^|]+) \| (?P<english>[^|]+) \| `(?P<name>\w+)` \|$", re.MULTILINE
)
READ = (".py", ".yaml", ".csv", ".toml")


def glossary() -> list[re.Match[str]]:
    return list(ROW.finditer((ROOT / "GLOSSARY.md").read_text(encoding="utf-8")))


NAMES = [row["name"] for row in glossary()]


@cache
def words_of_the_code() -> frozenset[str]:
    files = (path for path in SOURCE.rglob("*") if path.suffix in READ)
    return frozenset(
        word for path in files for word in re.findall(r"[A-Za-z_]\w*", path.read_text("utf-8"))
    )


def figure_files() -> list[dict[str, Any]]:
    folder = SOURCE / "engine" / "figures"
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))]


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_a_name_of_the_glossary_is_in_the_code(name: str) -> None:
    assert name in words_of_the_code()


def test_every_line_of_a_table_has_the_three_columns() -> None:
    lines = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    cells = [line for line in lines if line.startswith("| ") and not line.startswith("| 中文")]
    assert [line for line in cells if not ROW.match(line)] == []


def test_every_figure_is_in_the_glossary_under_its_own_title() -> None:
    known = {(row["name"], row["chinese"].split("（")[0]) for row in glossary()}
    figures = {(str(f["code"]), str(f["title"]).split("（")[0]) for f in figure_files()}
    assert figures - known == set()


def test_every_table_of_the_engine_is_in_the_glossary_under_its_own_title() -> None:
    known = {(row["name"], row["chinese"]) for row in glossary()}
    assert {(name, table.title) for name, table in TABLES.items()} - known == set()


def test_every_class_a_figure_counts_is_in_the_glossary() -> None:
    used = {name for f in figure_files() for name in f.get("categories", [])}
    assert used - set(NAMES) == set()


@pytest.mark.parametrize("scheme", ["2021", "2024"])
def test_every_group_of_destinations_is_in_the_glossary(scheme: str) -> None:
    groups = {row.group for row in standards.load(scheme).destinations.values() if row.group}
    assert groups - set(NAMES) == set()
