"""Rules that judge signals compare the very figures a report prints, and never feed one."""

from __future__ import annotations

from dataclasses import replace
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
    assert "疑似率所依据的规则没有完整运行" in reason
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
