"""Rules that judge signals compare the very figures a report prints, and never feed one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from engine.people import dataset, plan, rules
from engine.test_rule_files import GOOD, problems_of
from quxiang.engine.dataset import Dataset
from quxiang.engine.results import Finding, Outcome
from quxiang.engine.run import Plan, run
from quxiang.standards import Settings, load

UNITS = ("school", "college")
KEY = "91350100M000100Y43"
Row = dict[str, object]


def people(college: str, count: int, *, clustered: int = 0, **more: object) -> list[Row]:
    """Return so many employed graduates of a college, some of them in one small firm."""
    return [
        {
            "graduate_id": f"{college}{at}", "exam_no": f"{college}{at}", "college": college,
            "code": "11", "employer_nature": "33" if at < clustered else "39",
            "employer_key": f"{KEY}{college}" if at < clustered else f"{college}{at}",
            "employer_name": "某店", "employer_uscc": None, **more,
        }
        for at in range(count)
    ]  # fmt: skip


def outcome(data: Dataset, made: Plan | None = None) -> Outcome:
    return run(data, load(), Settings(), made or plan(UNITS))


def found(result: Outcome, code: str) -> list[Finding]:
    return [f for each in result.findings if each.rule.code == code for f in each.render(None)]


def figure(result: Outcome, code: str, **group: str) -> tuple[int, int]:
    (one,) = (f for f in result.figures if f.code == code and f.group == group)
    return one.numerator, one.denominator


def said(result: Outcome) -> dict[str, tuple[str, bool]]:
    return {each.rule: (each.reason, each.partial) for each in result.not_run}


def test_a_rule_judges_the_numbers_the_report_prints() -> None:
    rows = people("农学院", 40, clustered=5) + people("文学院", 160)
    result = outcome(dataset(graduates=rows))
    (finding,) = found(result, "F702")
    assert finding.subject.key == {"unit_kind": "college", "unit": "农学院"}
    counted = (int(finding.columns["suspect"]), int(finding.columns["settled"]))
    assert counted == figure(result, "suspect_rate", college="农学院") == (5, 40)
    assert finding.columns["now_rate"] == "12.50"
    assert figure(result, "suspect_rate") == (5, 200)


def test_an_answer_lowers_the_signal_before_it_is_judged() -> None:
    rows = people("农学院", 40, clustered=5)
    (cluster,) = found(outcome(dataset(graduates=rows)), "E305")
    answers = [{"fingerprint": cluster.fingerprint, "outcome": "exempt"}]
    result = outcome(dataset(graduates=rows, answers=answers))
    assert found(result, "F702") == []
    assert figure(result, "suspect_rate") == (0, 40)
    assert "table:answers" not in said(result)


def test_an_answer_to_a_judgement_is_known_and_mutes_it() -> None:
    rows = people("农学院", 40, clustered=5)
    prints = [each.fingerprint for each in found(outcome(dataset(graduates=rows)), "F702")]
    answers = [{"fingerprint": each, "outcome": "justified"} for each in prints]
    result = outcome(dataset(graduates=rows, answers=answers))
    assert found(result, "F702") == []
    assert [each.muted for each in result.findings if each.rule.code == "F702"] == [2]
    assert "table:answers" not in said(result)


def test_judgements_feed_no_signal() -> None:
    rows = people("农学院", 40, clustered=5)
    judged = outcome(dataset(graduates=rows))
    bare = replace(plan(UNITS), rules=[each for each in rules() if not each.rule.signals])
    assert found(judged, "F702")
    assert outcome(dataset(graduates=rows), bare).figures == judged.figures
    assert not any(each.rule.feeds_signals for each in rules() if each.rule.signals)


def test_schools_and_cohorts_are_judged_apart_and_nobody_without_a_college_as_one() -> None:
    rows = [
        *people("农学院", 40, clustered=5, school="s"),
        *people("文学院", 40, clustered=5, school="t", cohort="2023"),
        *({**row, "college": None} for row in people("x", 40, clustered=5, school="u")),
    ]
    keys = [
        (each.cohort, each.subject.key["unit_kind"], each.subject.key["unit"])
        for each in found(outcome(dataset(graduates=rows)), "F702")
    ]
    assert sorted(keys) == [
        ("2023", "college", "文学院"), ("2023", "school", "t"), ("2024", "college", "农学院"),
        ("2024", "school", "s"), ("2024", "school", "u"),
    ]  # fmt: skip


def test_a_signal_that_could_not_be_counted_leaves_its_rule_not_run() -> None:
    rows = [{"graduate_id": "a", "exam_no": "1", "college": "农学院"}]
    reason, partial = said(outcome(dataset(graduates=rows)))["F702"]
    assert "疑似率没有算出" in reason
    assert "毕业去向" in reason
    assert not partial


def test_a_signal_that_may_be_too_low_makes_its_rule_partial() -> None:
    result = outcome(dataset(graduates=people("农学院", 40)))
    assert "E301" in said(result)["suspect_rate"][0]
    assert "T101" not in said(result)["suspect_rate"][0]
    reason, partial = said(result)["F702"]
    assert "疑似率所依据的规则或表不完整" in reason
    assert partial


def test_without_colleges_only_the_school_is_judged_and_that_is_said() -> None:
    rows = [
        {k: v for k, v in row.items() if k != "college"} for row in people("x", 40, clustered=5)
    ]
    result = outcome(dataset(graduates=rows))
    assert [each.subject.key["unit_kind"] for each in found(result, "F702")] == ["school"]
    assert "只看了全校" in said(result)["F702"][0]


def test_two_schemes_side_by_side_are_judged_by_the_first() -> None:
    rows = people("农学院", 40, clustered=5)
    both = replace(plan(UNITS), compared_with=[load("2021")])
    result = outcome(dataset(graduates=rows), both)
    assert len(found(result, "F702")) == 2
    codes = [f.standard for f in result.figures if f.code == "suspect_rate" and not f.group]
    assert codes == ["2024"]


def judged(result: Outcome, code: str) -> dict[str, tuple[str, ...]]:
    """Return the judged units with the counts their findings show, as texts."""
    return {
        each.subject.key["unit"]: tuple(v for k, v in each.columns.items() if k != "now_rate")
        for each in found(result, code)
    }


def test_answers_that_differ_are_judged_as_the_report_counts_them() -> None:
    rows = people("农学院", 40, version=2) + people("文学院", 40, version=2)
    checks = [
        {"graduate_id": row["graduate_id"], "side": "graduate", "item": "class", "version": version,
         "outcome": said}
        for row, version, said in zip(
            rows, [2] * 35 + [1] * 45, ["inconsistent"] * 3 + ["consistent"] * 30
            + ["no_answer", "lost"] + ["inconsistent"] * 45, strict=True,
        )
    ]  # fmt: skip
    result = outcome(dataset(graduates=rows, checks=checks))
    assert judged(result, "F701") == {"s": ("3", "33"), "农学院": ("3", "33")}
    assert figure(result, "inconsistency_rate", college="农学院") == (3, 33)
    assert figure(result, "inconsistency_rate", school="s", college="农学院") == (3, 33)
    assert {each.subject.key["graduate_id"] for each in found(result, "C601")} == {
        "农学院0", "农学院1", "农学院2"
    }  # fmt: skip


def test_an_answer_taken_back_no_longer_counts_and_an_unclear_one_is_no_fault() -> None:
    rows = people("农学院", 40)
    kinds = {0: (3, 9), 1: (9, 3), 2: (3, 3)}  # day of the difference, day of the confirmation
    checks = [
        {"graduate_id": f"农学院{at}", "side": "graduate", "item": "class",
         "outcome": "inconsistent", "at": datetime(2024, 6, day)}
        for at, (day, _) in kinds.items()
    ]  # fmt: skip
    confirmed = [
        {"graduate_id": f"农学院{at}", "place": "national", "outcome": "confirmed",
         "at": datetime(2024, 6, day)}
        for at, (_, day) in kinds.items()
    ]  # fmt: skip
    result = outcome(dataset(graduates=rows, checks=checks, confirmations=confirmed))
    assert figure(result, "inconsistency_rate") == (1, 3)
    verdicts = {e.subject.key["graduate_id"]: e.verdict for e in found(result, "C601")}
    assert verdicts == {"农学院1": "fault", "农学院2": "to_check"}


def test_errors_are_judged_as_the_report_counts_them() -> None:
    rows = people("农学院", 40)
    rows[0]["employer_name"] = None
    result = outcome(dataset(graduates=rows))
    counted = figure(result, "error_rate", college="农学院")
    assert counted == (1, 40)
    assert judged(result, "F703")["农学院"] == tuple(map(str, counted))


def test_complaints_count_where_they_belong_even_without_a_graduate() -> None:
    rows = people("农学院", 120) + people("文学院", 120)
    complaints = [
        {"college": "农学院"},
        {"college": "农学院"},
        {"graduate_id": "文学院1", "college": "农学院"},
    ]
    result = outcome(dataset(graduates=rows, complaints=complaints))
    assert judged(result, "F704") == {"s": ("3", "240"), "农学院": ("2", "120")}
    assert figure(result, "complaint_rate", school="s") == (3, 240)


def test_inversions_are_counted_after_answers_have_muted_some() -> None:
    rows = people("农学院", 40)
    before = [{**row, "code": "11"} for row in rows]
    now = [{**row, "code": None if at < 3 else "11"} for at, row in enumerate(rows)]
    result = outcome(dataset(graduates=now, previous=before))
    assert judged(result, "F705") == {"s": ("1",), "农学院": ("1",)}
    school = next(f for f in found(result, "T103") if f.subject.key["unit_kind"] == "school")
    answers = [{"fingerprint": school.fingerprint, "outcome": "justified"}]
    result = outcome(dataset(graduates=now, previous=before, answers=answers))
    assert judged(result, "F705") == {"农学院": ("1",)}
    assert "倒挂" in said(result)["F705"][0]


def test_without_the_rule_that_finds_inversions_they_are_not_judged() -> None:
    bare = replace(plan(UNITS), rules=[each for each in rules() if each.rule.code != "T103"])
    reason, partial = said(outcome(dataset(graduates=people("农学院", 40)), bare))["F705"]
    assert "T103" in reason
    assert not partial


JUDGE = GOOD[: GOOD.index("sql: |")] + (
    "signals: [suspect_rate]\n"
    "sql: |\n"
    "  select school, cohort, unit as place_code, numerator as graduates from signals\n"
    "  where numerator > $limit\n"
)


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("signals: [suspect_rate]\n", "", "signals_unnamed"),
        ("from signals", "from (select s.*, 1 as unit, 1 as numerator from levels as l, "
         "in_scope as s) as x", "signals_unnamed"),
        ("[suspect_rate]", "[luck_rate]", "unknown_signal"),
        ("subject: unit", "subject: graduate", "signal_in_circle"),
    ],
)  # fmt: skip
def test_a_rule_that_judges_signals_says_so_and_is_about_units(
    was: str, becomes: str, code: str, tmp_path: Path
) -> None:
    assert problems_of(tmp_path, JUDGE) == []
    assert was in JUDGE
    problems = problems_of(tmp_path, JUDGE.replace(was, becomes, 1))
    assert [problem.code for problem in problems] == [code]
