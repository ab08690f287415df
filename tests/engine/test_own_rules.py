"""A school's own rules: run apart with the same results, and stopped where they take too much."""

from __future__ import annotations

import time
from pathlib import Path

import pyarrow as pa
import pytest

from quxiang import standards
from quxiang.engine import isolated
from quxiang.engine.backends.duckdb import Session
from quxiang.engine.catalogue import school_rules, shipped_rules
from quxiang.engine.checked import Checked, checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.ownchecking import try_examples
from quxiang.engine.run import Plan, run
from quxiang.problems import UnusableError
from quxiang.standards import Settings

RULE = """\
code: X901
name: own_rule
title: 本校自查
clause: 本校
severity: suspect
scope: set
subject: graduate
key: [graduate_id]
window: none
message: "{name}：请核对。"
why: 本校要求。
remedy: 核对。
sql: |
%s
en:
  title: Own rule
  message: "{name}: look."
  why: The school asks.
  remedy: Look.
examples:
  - flags: somebody called so
    graduates: |
      graduate_id | name | code
      a           | 甲   | 11
    found: |
      graduate_id
      a
  - ignores: nobody
    graduates: |
      graduate_id | name | code
      b           | 乙   | 11
"""
HONEST = "select school, cohort, graduate_id, name from counted where name = '甲'"
PEOPLE = pa.table(
    {
        "school": ["s"] * 300,
        "cohort": ["2024"] * 300,
        "graduate_id": [f"g{n:03d}" for n in range(300)],
        "name": ["甲" if n % 3 == 0 else "乙" for n in range(300)],
        "code": ["11"] * 300,
    }
)
DATASET = Dataset({"graduates": PEOPLE}, {"graduates": frozenset({"name", "code"})})


def rule_of(folder: Path, sql: str) -> Checked:
    text = RULE % "\n".join(f"  {line}" for line in sql.splitlines())
    (folder / "X901.yaml").write_text(text, encoding="utf-8")
    (rule,) = checked(school_rules(folder, shipped_rules()))
    return rule


def outcome(rule: Checked) -> object:
    plan = Plan(rules=[rule], parameters={"X901": {}}, figures=())
    return run(DATASET, standards.load(), Settings(), plan)


def stopped(rule: Checked, limits: isolated.Limits) -> str:
    with Session(DATASET, standards.load(), Settings()) as session:
        reason = isolated.find(session, rule, {}, None, limits)
        assert reason is not None
        return reason.reason


def test_an_own_rule_finds_what_it_finds(tmp_path: Path) -> None:
    result = outcome(rule_of(tmp_path, HONEST))
    (findings,) = result.findings  # type: ignore[attr-defined]
    assert len(findings) == 100
    assert findings.render(1)[0].message == "甲：请核对。"


def test_a_join_without_end_is_stopped(tmp_path: Path) -> None:
    many = ", ".join(f"counted as c{n}" for n in range(6))
    sql = (
        "select g.school, g.cohort, g.graduate_id, min(g.name) as name from counted as g "
        f"where (select count(*) from {many} where c0.name <> c5.graduate_id) > 5 "
        "group by g.school, g.cohort, g.graduate_id"
    )
    start = time.monotonic()
    roomy = isolated.Limits(seconds=2, memory=8 << 30)
    assert "超过 2 秒" in stopped(rule_of(tmp_path, sql), roomy)
    assert time.monotonic() - start < 90  # two seconds of CPU, however busy the machine


def test_a_text_of_gigabytes_is_stopped(tmp_path: Path) -> None:
    sql = (
        "select school, cohort, graduate_id, "
        "cast(length(concat(lpad(name, 1900000000, 'x'), lpad(name, 1900000000, 'y'))) as text) "
        "as name from counted"
    )
    told = stopped(rule_of(tmp_path, sql), isolated.Limits(seconds=5, memory=256 << 20))
    assert told.endswith("已停止。")


def test_more_findings_than_anybody_reads_are_refused(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, HONEST)
    assert "超过 50 条" in stopped(rule, isolated.Limits(rows=50))


def test_a_stopped_rule_stands_in_not_run_and_the_others_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolated, "Limits", lambda: LITTLE)
    result = outcome(rule_of(tmp_path, HONEST))
    reasons = {each.rule: each for each in result.not_run}  # type: ignore[attr-defined]
    assert not reasons["X901"].partial
    assert reasons["suspect_rate"].partial


LITTLE = isolated.Limits(rows=5)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("select * from read_csv('/etc/passwd')", ""),
        ("select * from '/etc/passwd'", ""),
        ("select content as name from read_text('/etc/passwd')", ""),
        ("copy (select 1) to '/tmp/x'", "not_select"),
        ("install httpfs", "not_select"),
        ("attach '/tmp/x.db'", "not_select"),
        ("set memory_limit = '1TB'", "not_select"),
        ("drop table graduates", "not_select"),
        (f"{HONEST}; drop view counted", "not_one_statement"),
        ("select school, graduate_id, getenv('HOME') as name from counted", "forbidden_function"),
        ("select school, cohort, graduate_id, name from counted at (version => 1)", ""),
        ("select school, cohort, graduate_id, name from duckdb_settings()", ""),
        ("select school, cohort, graduate_id, name from information_schema.tables", ""),
        ("select school, cohort, graduate_id, nonsense as name from counted", ""),
    ],
)  # fmt: skip
def test_hostile_sql_gets_a_sentence_with_its_line(tmp_path: Path, sql: str, code: str) -> None:
    with pytest.raises(UnusableError) as refused:
        rule_of(tmp_path, sql)
    (problem,) = refused.value.problems
    assert problem.where.file == "X901.yaml"
    assert "行" in problem.where.cell
    assert not code or problem.code == code


def test_an_own_rule_is_refused_where_its_own_example_does_not_hold(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, HONEST.replace("甲", "乙"))
    with pytest.raises(UnusableError) as refused:
        try_examples([rule.rule])
    said = [(each.code, each.where.cell) for each in refused.value.problems]
    assert said == [("example_failed", "第 21 行"), ("example_failed", "第 28 行")]
    assert "“nobody”不成立：应不报，却报了 1 条。" in refused.value.problems[1].message


def test_an_own_rule_whose_examples_hold_is_run(tmp_path: Path) -> None:
    try_examples([rule_of(tmp_path, HONEST).rule])


def test_an_example_that_cannot_be_run_says_why(tmp_path: Path) -> None:
    sql = HONEST.replace("'甲'", "(select column_name from given_columns)")
    with pytest.raises(UnusableError, match="运行出错"):
        try_examples([rule_of(tmp_path, sql).rule])
