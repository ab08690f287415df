"""Figures are head counts over everyone in scope; exclusive classes leave nobody out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.people import dataset, plan
from quxiang.engine.backends.duckdb import Session
from quxiang.engine.division import rate
from quxiang.engine.explain import explain_graduate, explained
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.results import Figure
from quxiang.engine.run import run
from quxiang.problems import UnusableError
from quxiang.standards import Settings, load

CODES = st.sampled_from(
    [None, *load("2024").destinations, *load("2021").destinations, "XYZ", "999", "就业"]
)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "code": CODES,
            "college": st.sampled_from(["农学院", "文学院", None]),
            "level": st.sampled_from(["31", "11", None]),
            "status": st.sampled_from([None, "毕业", "结业", "延期", "退学"]),
            "completion": st.sampled_from([None, "graduated", "completed", "withdrawn"]),
            "state": st.sampled_from([None, "draft", "in_review", "signed", "entered"]),
        }
    ),
    max_size=40,
)
SETTINGS = st.builds(
    Settings,
    counts_from=st.sampled_from(["in_review", "signed", "entered"]),
    other_hire_is_employer=st.booleans(),
    flexible_members=st.sampled_from([None, ("12", "76"), ("12", "75", "76")]),
)
EXCLUSIVE = [rule for rule in shipped_figures() if rule.exclusive]


def numbered(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{"graduate_id": f"g{at}", "exam_no": str(at), **row} for at, row in enumerate(rows)]


def figures_of(rows: list[dict[str, object]], chosen: Settings, scheme: str) -> tuple[Figure, ...]:
    bare = replace(plan(("college", "level")), rules=[])
    return run(dataset(graduates=numbered(rows)), load(scheme), chosen, bare).figures


@settings(max_examples=25, deadline=None)
@given(rows=PEOPLE, chosen=SETTINGS, scheme=st.sampled_from(["2021", "2024"]))
def test_exclusive_classes_unregistered_and_unrecognised_are_everyone(
    rows: list[dict[str, object]], chosen: Settings, scheme: str
) -> None:
    if not rows:
        rows = [{"code": None, "college": None, "level": None}]
    found = figures_of(rows, chosen, scheme)
    codes = {rule.code for rule in EXCLUSIVE if rule.applies(scheme, chosen)}
    sums: dict[tuple[tuple[str, str], ...], int] = {}
    everyone: dict[tuple[tuple[str, str], ...], int] = {}
    for figure in found:
        if figure.code in codes:
            group = tuple(figure.group.items())
            sums[group] = sums.get(group, 0) + figure.numerator
            everyone[group] = figure.denominator
    assert sums == everyone


@settings(max_examples=8, deadline=None)
@given(rows=PEOPLE, chosen=SETTINGS, scheme=st.sampled_from(["2021", "2024"]))
def test_explain_lists_count_to_exactly_the_figure(
    rows: list[dict[str, object]], chosen: Settings, scheme: str
) -> None:
    rows = rows or [{"code": None, "college": None, "level": None}]
    data = dataset(graduates=numbered(rows))
    rules = {
        r.code: r for r in shipped_figures() if r.kind == "members" and r.applies(scheme, chosen)
    }
    figures = [each for each in figures_of(rows, chosen, scheme) if each.code in rules]
    with Session(data, load(scheme), chosen) as session:
        for figure in figures:
            said = explained(session, rules[figure.code], figure.group)
            assert said.figure == figure
            assert said.members.num_rows == figure.numerator


def test_placement_is_the_sum_of_its_parts_and_flexible_stands_apart() -> None:
    rows = [{"code": code} for code in ["10", "12", "75", "76", "801", "85", "70", "71", None, "X"]]
    found = {f.code: f.numerator for f in figures_of(rows, Settings(), "2024")}
    parts = ("employer_rate", "startup_rate", "freelance_rate", "further_study_rate")
    assert found["placement_rate"] == sum(found[part] for part in parts) == 6
    assert (found["flexible_rate_12_76"], found["flexible_rate_12_75_76"]) == (2, 3)
    assert (found["unregistered_rate"], found["unrecognised_rate"]) == (1, 1)


def test_an_other_hire_set_apart_still_counts_as_placed() -> None:
    chosen = Settings(other_hire_is_employer=False)
    found = {
        f.code: f.numerator for f in figures_of([{"code": "12"}, {"code": "10"}], chosen, "2024")
    }
    assert (found["placement_rate"], found["employer_rate"], found["other_hire_rate"]) == (2, 1, 1)


def test_the_published_figures_of_2021_come_out_of_their_head_counts() -> None:
    """5,082 graduates of a public report: 85.24 %, 1.12 %, 21.88 %, 14.38 %, 0.37 %."""
    counts = {"10": 3145, "75": 18, "76": 57, "80": 1112, "70": 731, "71": 19}
    rows = [{"code": code} for code, count in counts.items() for _ in range(count)]
    found = {f.code: f.text for f in figures_of(rows, Settings(scheme="2021"), "2021")}
    assert found["placement_rate"] == "85.24"
    assert (found["startup_rate"], found["flexible_rate"]) == ("0.35", "1.12")
    assert (found["further_study_rate"], found["seeking_rate"]) == ("21.88", "14.38")
    assert found["not_seeking_rate"] == "0.37"


def test_a_child_of_2024_counts_as_its_parent_under_2021() -> None:
    rows = [{"code": code} for code in ["801", "271", "502", "70-QZZ", "12"]]
    found = {f.code: f.numerator for f in figures_of(rows, Settings(scheme="2021"), "2021")}
    assert (found["further_study_rate"], found["agreement_contract_rate"]) == (1, 2)
    assert (found["seeking_rate"], found["unrecognised_rate"]) == (1, 0)


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),
        (1, 8, "12.50"),
        (0, 5, "0.00"),
        (1, 0, None),
    ],
)
def test_rates_are_rounded_half_up_from_head_counts(
    numerator: int, denominator: int, text: str | None
) -> None:
    made = Figure(
        "x", "x", "2024", {}, {}, numerator, denominator, 100, rate(numerator, denominator, 100)
    )
    assert made.text == text


def test_both_schemes_stand_side_by_side() -> None:
    bare = replace(plan(), rules=[], compared_with=[load("2021")])
    outcome = run(dataset(graduates=numbered([{"code": "12"}])), load("2024"), Settings(), bare)
    codes = {(f.standard, f.code): f.numerator for f in outcome.figures}
    assert codes["2024", "employer_rate"] == 1
    assert codes["2021", "flexible_rate"] == 1


def test_who_is_outside_the_scope_is_counted_by_status() -> None:
    rows = numbered([{"code": "10", "status": s} for s in ["毕业", "结业", "延期", "延期", "退学"]])
    outcome = run(dataset(graduates=rows), load(), Settings(), replace(plan(), rules=[]))
    assert (outcome.counted, outcome.not_counted) == (2, {"延期": 2, "退学": 1})


def test_a_destination_not_yet_entered_is_left_out_and_said() -> None:
    rows = numbered([{"code": "10", "state": state} for state in ["entered", "signed", "draft"]])
    outcome = run(dataset(graduates=rows), load(), Settings(), replace(plan(), rules=[]))
    assert outcome.left_out == 2
    later = run(
        dataset(graduates=rows), load(), Settings(counts_from="signed"), replace(plan(), rules=[])
    )
    assert later.left_out == 1


def test_one_person_is_told_why_not_counted() -> None:
    rows = numbered(
        [{"code": "10", "status": "延期"}, {"code": "70", "status": "毕业"}, {"code": "10"}]
    )
    placement = next(
        r for r in shipped_figures() if r.code == "placement_rate" and "2024" in r.standards
    )
    data = dataset(graduates=rows)
    said = [explain_graduate(data, load(), Settings(), placement, str(n))[0] for n in range(3)]
    assert [(s.counted, s.in_numerator) for s in said] == [
        (False, False),
        (True, False),
        (True, True),
    ]
    with pytest.raises(UnusableError) as refused:
        explain_graduate(data, load(), Settings(), placement, "nobody")
    assert refused.value.problems[0].code == "no_such_graduate"


def test_the_signals_count_people_and_not_rows() -> None:
    rows = numbered([{"code": "10"}, {"code": "11"}, {"code": "70"}])
    checks = [
        {"graduate_id": "g0", "outcome": "inconsistent", "item": "class"},
        {"graduate_id": "g0", "outcome": "consistent", "item": "wage"},
        {"graduate_id": "g1", "outcome": "consistent", "item": "class"},
        {"graduate_id": "g2", "outcome": "refused", "item": "class"},
    ]
    complaints = [{"college": "农学院", "upheld": True}, {"college": "农学院", "upheld": False}]
    data = dataset(graduates=rows, checks=checks, complaints=complaints)
    outcome = run(data, load(), Settings(), plan())
    found = {f.code: (f.numerator, f.denominator, f.text) for f in outcome.figures}
    assert found["inconsistency_rate"] == (1, 2, "50.00")
    assert found["complaint_rate"] == (2, 3, "666.67")
    assert found["complaint_upheld_rate"] == (1, 3, "333.33")
    assert found["error_rate"][1] == 2
