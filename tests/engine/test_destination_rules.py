"""Rules on destinations and evidence: live warnings, proofs, what a fault of papers keeps apart."""

from __future__ import annotations

from datetime import date, datetime

from engine.people import dataset, plan, table
from quxiang.engine.dataset import Dataset
from quxiang.engine.record import Reference, check_record
from quxiang.engine.results import Finding
from quxiang.engine.run import run
from quxiang.standards import Settings, load

CONSCRIPT = {
    "graduate_id": "g1", "school": "s", "cohort": "2024", "name": "王一", "code": "46",
    "employer_nature": "39", "industry": None, "job": None, "employer_uscc": None,
    "agreed_on": date(2024, 6, 2), "entered_at": datetime(2024, 6, 1, 9), "state": "draft",
}  # fmt: skip


def found(data: Dataset, code: str) -> list[Finding]:
    outcome = run(data, load(), Settings(), plan())
    return next(each for each in outcome.findings if each.rule.code == code).render(None)


def test_a_draft_is_warned_of_conflicts_dates_and_missing_papers() -> None:
    papers = table("evidence", [{"graduate_id": "g1", "kind": "contract", "is_list": False}])
    given = {"evidence": frozenset(("graduate_id", "kind", "is_list"))}
    reference = Reference(load(), Settings(), {"evidence": papers}, given)
    warned = {(each.rule, each.verdict) for each in check_record(CONSCRIPT, reference)}
    assert {("D402", "fault"), ("D406", "fault"), ("V501", "fault")} <= warned
    code = {**CONSCRIPT, "code": "98"}
    assert "D407" in {each.rule for each in check_record(code, reference)}


def test_a_record_is_not_told_of_papers_where_none_were_given() -> None:
    codes = {each.rule for each in check_record(CONSCRIPT, Reference(load(), Settings()))}
    assert "V501" not in codes


def test_a_file_used_twice_is_proved_by_the_graduates_who_used_it() -> None:
    rows = [{"graduate_id": f"g{n}", "code": "11"} for n in range(4)]
    papers = [
        {"graduate_id": f"g{n}", "kind": "contract", "is_list": n == 3, "sha256": "x"}
        for n in (0, 2, 3)
    ]
    (reused,) = found(dataset(graduates=rows, evidence=papers), "V502")
    assert [place.row for place in reused.rows] == [2, 4]
    assert reused.subject.key == {"sha256": "x"}


def test_the_future_is_judged_by_the_moment_and_by_nothing_without_one() -> None:
    row = {"graduate_id": "g1", "code": "11", "agreed_on": date(2024, 6, 21)}
    (late,) = found(dataset(graduates=[row]), "D406")
    assert late.subject.key["reading"] == "agreed_in_future"
    assert found(dataset(None, graduates=[row]), "D406") == []
