"""Rules on trends: the settings decide the members, what was not compared is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from engine.people import MOMENT, dataset, plan
from quxiang.engine.dataset import Dataset
from quxiang.engine.results import Finding, Outcome
from quxiang.engine.run import run
from quxiang.standards import Settings, load

FREELANCE = {"place": "全国", "figure": "freelance_rate", "on": date(2024, 6, 1), "rate": 200}


def outcome(data: Dataset, settings: Settings | None = None) -> Outcome:
    return run(data, load(), settings or Settings(), plan())


def found(result: Outcome, code: str) -> list[Finding]:
    return next(each for each in result.findings if each.rule.code == code).render(None)


def said(result: Outcome, code: str) -> list[tuple[str, bool]]:
    return [(each.reason, each.partial) for each in result.not_run if each.rule == code]


def people(codes: Sequence[str], **more: object) -> list[dict[str, object]]:
    return [{"graduate_id": f"g{n}", "code": code, **more} for n, code in enumerate(codes)]


NOW = people(["76"] * 8 + ["12"] * 8 + ["11"] * 24)
BEFORE = people(["76"] * 1 + ["11"] * 39)


def test_a_surge_is_not_looked_for_without_a_previous_table_and_national_figures() -> None:
    ((reason, partial),) = said(outcome(dataset(graduates=NOW)), "T102")
    assert reason.startswith("未运行，至少要有一样")
    assert "--previous" in reason
    assert "--national" in reason
    assert not partial


def test_a_surge_is_looked_for_in_part_where_only_one_of_both_is_given() -> None:
    ((reason, partial),) = said(outcome(dataset(graduates=NOW, previous=BEFORE)), "T102")
    assert "--national" in reason
    assert "--previous" not in reason
    assert partial


def test_figures_the_nation_has_not_told_by_now_are_named() -> None:
    late = {**FREELANCE, "figure": "startup_rate", "on": date(2024, 6, 21)}
    tables = {"graduates": NOW, "previous": BEFORE, "national": [FREELANCE, late]}
    reasons = [reason for reason, _ in said(outcome(dataset(**tables)), "T102")]
    told = "参考值里没有截至本期的全国 灵活就业率（12、75、76）、灵活就业率（12、76）、自主创业率"
    assert any(told in reason for reason in reasons)


def test_the_members_of_the_flexible_rate_are_those_of_the_settings() -> None:
    settings = Settings(flexible_members=("12", "75"))
    result = outcome(dataset(graduates=NOW, previous=BEFORE), settings)
    counts = {f.subject.key["figure"]: f.columns["now_members"] for f in found(result, "T102")}
    assert counts == {"freelance_rate": "8", "flexible_rate": "8"}


def test_a_surge_shows_who_was_not_there_before_and_against_the_nation_everybody() -> None:
    tables = {"graduates": NOW, "previous": BEFORE, "national": [FREELANCE]}
    rows = {
        (f.subject.key["figure"], f.subject.key["against"]): [place.row for place in f.rows]
        for f in found(outcome(dataset(**tables)), "T102")
    }
    assert rows["freelance_rate", "previous"] == [*range(3, 10)]
    assert rows["freelance_rate", "national"] == [*range(2, 10)]
    assert rows["flexible_rate_12_76", "previous"] == [*range(3, 18)]


def test_other_forms_of_hire_are_shown_row_by_row() -> None:
    result = outcome(dataset(graduates=people(["12"] * 20 + ["11"] * 20, college="农学院")))
    rows = {f.subject.key["unit_kind"]: [p.row for p in f.rows] for f in found(result, "T105")}
    assert rows == {"school": [*range(2, 22)], "college": [*range(2, 22)]}


def test_late_and_bunched_entries_are_shown_with_the_deadline_of_the_calendar() -> None:
    eve = {"entered_at": datetime(2024, 6, 19, 9), "agreed_on": date(2024, 6, 18)}
    late = {"entered_at": datetime(2024, 5, 20, 9), "agreed_on": date(2024, 3, 1)}
    rows = [{**row, "college": "农学院", **(eve if n < 20 else late)}
            for n, row in enumerate(people(["11"] * 30))]  # fmt: skip
    findings = {
        f.subject.key["reading"]: f for f in found(outcome(dataset(graduates=rows)), "T104")
    }
    assert [place.row for place in findings["lag"].rows] == [*range(22, 32)]
    assert [place.row for place in findings["bunched"].rows] == [*range(2, 22)]
    assert findings["bunched"].subject.key["deadline"] == "2024-W25"
    assert "第25周周监测（6月20日前（不含当日））" in findings["bunched"].message


def test_a_cohort_that_is_no_year_has_no_deadlines_and_breaks_nothing() -> None:
    rows = [{**row, "cohort": "春季", "college": "农学院", "entered_at": MOMENT}
            for row in people(["11"] * 30)]  # fmt: skip
    assert found(outcome(dataset(graduates=rows)), "T104") == []


def test_a_previous_table_of_other_people_is_said_and_nobody_listed_as_changed() -> None:
    others = [{"graduate_id": "x", "status": "毕业"}]
    result = outcome(dataset(graduates=[{"graduate_id": "g", "status": "毕业"}], previous=others))
    assert found(result, "R206") == []
    assert "部分运行：上一期与本期没有一个相同的人，未与上一期比对。" in [
        reason for reason, _ in said(result, "R206")
    ]


def test_who_has_left_the_roster_is_shown_in_the_previous_table() -> None:
    both = {"graduate_id": "g", "status": "毕业"}
    gone = {"graduate_id": "x", "status": "毕业", "name": "王五"}
    (left,) = found(outcome(dataset(graduates=[both], previous=[gone, both])), "R206")
    assert [(place.file, place.row) for place in left.rows] == [("previous.xlsx", 2)]
    assert left.message == "王五：上一期为“毕业”，本期名册为“（不在名册）”，本期起不计入统计。"
