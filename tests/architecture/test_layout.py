"""How the code is cut: no drawer modules, no file nobody split, quick to start."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "quxiang"
MODULES = sorted(SOURCE.rglob("*.py"))
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "core", "common_utils"}
DECLARATIONS = {"src/quxiang/standards/tables.py"}  # one declaration, one line: nothing to split
HEAVY = ("duckdb", "pyarrow", "sqlglot", "numpy", "pandas", "openpyxl", "xlsxwriter", "jinja2")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_module_is_a_drawer_for_anything() -> None:
    names = {relative(path): {path.stem, *path.relative_to(SOURCE).parts} for path in MODULES}
    assert [path for path, parts in names.items() if parts & DRAWERS] == []


def test_no_source_file_is_longer_than_300_lines() -> None:
    files = [*MODULES, ROOT / "dev.py"]
    lines = {relative(path): len(path.read_text("utf-8").splitlines()) for path in files}
    long = {path: count for path, count in lines.items() if count > 300}
    assert {
        p: n for p, n in long.items() if p not in DECLARATIONS and "/migrations/" not in p
    } == {}


@pytest.mark.parametrize("module", ["quxiang.cli", "quxiang.engine.catalogue"])
def test_a_command_starts_without_loading_the_engines(module: str) -> None:
    script = f"import sys, {module}; print(*sorted(set(sys.modules) & {set(HEAVY)!r}))"
    started = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert started.stdout.split() == []


def test_set_up_needs_the_standard_library_only() -> None:
    nodes = list(ast.walk(ast.parse((ROOT / "dev.py").read_text("utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} - sys.stdlib_module_names == set()
