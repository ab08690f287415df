"""What checking learned is kept between processes, and never trusted further than it proves."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from quxiang.engine import checked as rules
from quxiang.engine import checking, remembered, shipping
from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.checked import checked
from quxiang.engine.ruleform import Rule

RULES = tuple(rule for rule in shipped_rules() if rule.code == "D403")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(remembered, "SHIPPED", tmp_path / "shipped")
    return tmp_path / "quxiang"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often rules are really checked."""
    counted: list[int] = []
    really = checking.rule_facts

    def counting(rules: tuple[Rule, ...]) -> object:
        counted.append(len(rules))
        return really(rules)

    monkeypatch.setattr(checking, "rule_facts", counting)
    return counted


def kept(folder: Path) -> Path:
    (path,) = folder.glob("rules-*.json")
    return path


def test_rules_are_checked_once_and_found_the_same_afterwards(
    folder: Path, checks: list[int]
) -> None:
    (first,), (again,) = checked(RULES), checked(RULES)
    assert checks == [1]
    assert first.needs == again.needs
    assert first.statement == again.statement
    assert again.rule is RULES[0]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_rule_that_changed_is_checked_again(folder: Path, checks: list[int]) -> None:
    checked(RULES)
    changed = replace(RULES[0], sql=RULES[0].sql.replace("not wage_floor_met", "wage_floor_met"))
    assert "NOT" not in checked([changed])[0].statement.texts[-1]
    assert checks == [1, 1]


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"abc\n[]", b"[]"])
def test_a_damaged_file_is_made_again(folder: Path, checks: list[int], content: bytes) -> None:
    checked(RULES)
    kept(folder).write_bytes(content)
    checked(RULES)
    checked(RULES)
    assert checks == [1, 1]


def test_a_file_whose_content_was_changed_is_not_believed(folder: Path, checks: list[int]) -> None:
    checked(RULES)
    path = kept(folder)
    path.write_bytes(path.read_bytes().replace(b"wage_floor_met", b"hardship       "))
    assert "hardship" not in str(checked(RULES)[0].statement)
    assert checks == [1, 1]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no such owner on Windows")
def test_a_folder_others_may_write_to_is_not_used(folder: Path, checks: list[int]) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    checked(RULES)
    assert list(folder.iterdir()) == []
    assert checks == [1]


def test_a_folder_that_cannot_be_made_changes_nothing(folder: Path, checks: list[int]) -> None:
    folder.write_text("a file where the folder should be", encoding="utf-8")
    checked(RULES)
    assert checked(RULES)[0].columns
    assert checks == [1, 1]


def test_what_is_shipped_spares_checking_until_a_rule_changes(
    folder: Path, checks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "shipped_rules", lambda: RULES)
    rules.checked_shipped.cache_clear()
    shipping.ship(remembered.SHIPPED)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder.parent))
    checked(RULES)
    assert checks == [1]
    checked([replace(RULES[0], sql=RULES[0].sql + " ")])
    assert checks == [1, 1]
    rules.checked_shipped.cache_clear()


def test_rules_that_were_checked_before_need_no_parser(folder: Path) -> None:
    script = (
        "import sys; from quxiang.engine.checked import checked_shipped as c, view_facts as v, "
        "shipped_queries as q; c(), v(), q(); "
        "print(*(name in sys.modules for name in ('sqlglot', 'duckdb')))"
    )
    said = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert said[1].stdout.split() == ["False", "False"]
