"""The calendar of a season, N4: periods without gap, both readings of a deadline, holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quxiang.problems import UnusableError
from quxiang.standards import CalendarSettings, Settings, calendar
from quxiang.standards.calendar import Period

COHORTS = range(2010, 2041)
INCLUSIVE = Settings(calendar=CalendarSettings(monthly_inclusive=True, weekly_inclusive=True))
EXTRA = Settings(calendar=CalendarSettings(until_december=True))


def period(label: str, settings: Settings | None = None) -> Period:
    cohort = int(label[:4])
    return next(p for p in calendar.periods(cohort, settings or Settings()) if p.label == label)


def kind(cohort: int, name: str) -> list[Period]:
    return [each for each in calendar.periods(cohort) if each.kind == name]


def test_months_run_from_the_21st_to_the_20th() -> None:
    assert [(p.label, p.start, p.end) for p in kind(2024, "monthly")] == [
        ("2024-M12", datetime(2023, 11, 21), datetime(2023, 12, 21)),
        ("2024-M01", datetime(2023, 12, 21), datetime(2024, 1, 21)),
        ("2024-M02", datetime(2024, 1, 21), datetime(2024, 2, 21)),
    ]


def test_weeks_run_from_thursday_to_wednesday_after_a_first_one_from_21_february() -> None:
    first, second, *_, last = kind(2024, "weekly")
    assert (first.start, first.end) == (datetime(2024, 2, 21), datetime(2024, 3, 7))
    assert (second.start, second.end) == (datetime(2024, 3, 7), datetime(2024, 3, 14))
    assert (last.start, last.end) == (datetime(2024, 7, 25), datetime(2024, 8, 1))


@pytest.mark.parametrize("cohort", COHORTS)
def test_every_week_ends_on_a_thursday_from_march_to_1_august(cohort: int) -> None:
    ends = [each.end for each in kind(cohort, "weekly")]
    assert all(end.weekday() == 3 and end.hour == 0 for end in ends)
    assert date(cohort, 3, 1) <= ends[0].date() <= date(cohort, 3, 7)
    assert date(cohort, 7, 26) <= ends[-1].date() <= date(cohort, 8, 1)


def test_days_run_from_17_to_17_after_a_first_one_from_the_last_thursday() -> None:
    first, second, *_, last = kind(2023, "daily")
    assert (first.start, first.end) == (datetime(2023, 7, 27), datetime(2023, 8, 1, 17))
    assert (second.start, second.end) == (datetime(2023, 8, 1, 17), datetime(2023, 8, 2, 17))
    assert last.end == datetime(2023, 8, 31, 17)


def test_a_thursday_on_1_august_closes_a_week_and_opens_the_first_day() -> None:
    first = kind(2024, "daily")[0]
    assert (first.start, first.end) == (datetime(2024, 8, 1), datetime(2024, 8, 1, 17))


@pytest.mark.parametrize("cohort", COHORTS)
def test_periods_have_no_gap_and_no_overlap(cohort: int) -> None:
    for settings in (Settings(), INCLUSIVE, EXTRA):
        found = calendar.periods(cohort, settings)
        assert found[0].start == datetime(cohort - 1, 11, 21)
        assert all(one.end == other.start for one, other in pairwise(found))
        assert all(each.start < each.end for each in found)
        end = datetime(cohort + 1, 1, 1) if settings is EXTRA else datetime(cohort, 8, 31, 17)
        assert found[-1].end == end


@given(
    cohort=st.sampled_from(COHORTS),
    part=st.floats(min_value=0, max_value=1, exclude_max=True),
    settings=st.sampled_from([Settings(), INCLUSIVE, EXTRA]),
)
def test_every_moment_of_a_season_is_in_exactly_one_period(
    cohort: int, part: float, settings: Settings
) -> None:
    start, end = datetime(cohort - 1, 11, 21), datetime(cohort, 8, 31, 17)
    moment = start + timedelta(seconds=int((end - start).total_seconds() * part))
    inside = [p for p in calendar.periods(cohort, settings) if p.start <= moment < p.end]
    assert inside == [calendar.period_at(moment, cohort, settings)]


def test_before_and_after_a_season_there_is_no_period() -> None:
    assert calendar.period_at(datetime(2023, 11, 20, 23, 59, 59), 2024) is None
    assert calendar.period_at(datetime(2024, 8, 31, 17), 2024) is None
    assert calendar.period_at(datetime(2024, 8, 31, 16, 59, 59), 2024) is not None
    extra = calendar.period_at(datetime(2024, 8, 31, 17), 2024, EXTRA)
    assert extra is not None
    assert extra.label == "2024-X1231"
    assert calendar.period_at(datetime(2025, 1, 1), 2024, EXTRA) is None


def test_labels_are_unique_over_all_cohorts() -> None:
    labels = [each.label for cohort in COHORTS for each in calendar.periods(cohort, EXTRA)]
    assert len(labels) == len(set(labels))
    assert {"2024-M02", "2024-W23", "2024-D0805"} <= set(labels)


def test_exclusive_month_is_strict_from_the_20th_and_overdue_from_the_21st() -> None:
    found = period("2024-M02")
    assert (found.strict, found.lenient) == (datetime(2024, 2, 20), datetime(2024, 2, 21))
    assert not found.inclusive
    assert found.words == "2月20日前（不含当日）"


def test_exclusive_week_is_strict_from_thursday_and_overdue_from_friday() -> None:
    found = calendar.period_at(datetime(2024, 4, 10), 2024)
    assert found is not None
    assert (found.strict, found.lenient) == (datetime(2024, 4, 11), datetime(2024, 4, 12))
    assert found.words == "4月11日前（不含当日）"


def test_inclusive_day_has_one_reading_its_end() -> None:
    for label, end in (
        ("2024-M02", datetime(2024, 2, 21)),
        ("2024-W15", datetime(2024, 4, 12)),
    ):
        found = period(label, INCLUSIVE)
        assert found.strict == found.lenient == end
        assert found.inclusive
        assert "（含当日）" in found.words


def test_inclusive_or_not_the_periods_are_the_same() -> None:
    for one, other in zip(calendar.periods(2024), calendar.periods(2024, INCLUSIVE), strict=True):
        assert (one.label, one.start, one.end) == (other.label, other.start, other.end)


def test_named_hour_has_one_reading() -> None:
    found = period("2024-D0805")
    assert found.strict == found.lenient == found.end == datetime(2024, 8, 5, 17)
    assert found.words.startswith("8月5日17:00前")


def test_single_deadlines_of_a_season() -> None:
    found = {each.name: each for each in calendar.deadlines(2024)}
    assert list(found) == ["substitutes", "self_check", "update", "ministry_closing"]
    assert found["self_check"].strict == datetime(2024, 7, 24)
    assert found["self_check"].lenient == datetime(2024, 7, 25)
    assert found["self_check"].clause == "N4.4"
    assert (found["update"].strict, found["update"].lenient) == (
        datetime(2024, 8, 30), datetime(2024, 8, 31),
    )  # fmt: skip
    assert found["ministry_closing"].lenient == datetime(2024, 9, 1)
    assert found["substitutes"].lenient == datetime(2024, 7, 16)


def test_single_deadlines_follow_the_settings() -> None:
    settings = Settings(
        calendar=replace(CalendarSettings(), self_check_on="09-05", self_check_inclusive=True)
    )
    last = calendar.deadlines(2025, settings)[-1]
    assert (last.name, last.strict) == ("self_check", datetime(2025, 9, 6))
    assert last.words == "9月5日前（含当日）"


def test_milestones_are_mid_june_and_early_august() -> None:
    assert [(each.name, each.day) for each in calendar.milestones(2024)] == [
        ("bulletins", date(2024, 6, 15)),
        ("texts", date(2024, 8, 1)),
    ]


def test_moment_between_the_readings_is_late_if_strict_and_not_overdue() -> None:
    deadline = calendar.next_deadline(datetime(2024, 4, 11, 9), 2024)
    assert deadline is not None
    assert deadline.name == "2024-W15"
    assert deadline.late_if_strict(datetime(2024, 4, 11, 9))
    assert not deadline.overdue(datetime(2024, 4, 11, 23, 59, 59))
    assert deadline.overdue(datetime(2024, 4, 12))


def test_next_deadline_may_be_a_single_one() -> None:
    for moment, name in (
        (datetime(2024, 7, 23), "self_check"),
        (datetime(2024, 7, 25), "2024-W30"),
        (datetime(2024, 8, 30, 17), "update"),
        (datetime(2024, 8, 31, 17), "ministry_closing"),
    ):
        deadline = calendar.next_deadline(moment, 2024)
        assert deadline is not None
        assert deadline.name == name
    assert calendar.next_deadline(datetime(2024, 9, 1), 2024) is None
    assert calendar.next_deadline(datetime(2024, 9, 1), 2024, EXTRA) is not None


def test_holidays_are_noted_and_never_shift() -> None:
    found = period("2024-W14")
    assert found.deadline.day == date(2024, 4, 4)
    assert found.holiday_note() == "清明节假期，不顺延。"
    assert period("2024-M01").holiday_note() == "周末，不顺延。"
    assert period("2024-W15").holiday_note() == ""


def test_worked_weekend_is_noted() -> None:
    assert calendar.holiday_note(date(2024, 2, 18)) == "春节调休，照常上班。"


def test_year_without_a_published_calendar_is_said_to_be_unknown() -> None:
    assert "不知" in period("2040-W14").holiday_note()


def test_own_holidays_go_before_the_published_ones() -> None:
    own = {date(2024, 4, 11): ("校庆", "off"), date(2040, 4, 5): ("清明节", "work")}
    assert period("2024-W15").holiday_note(own) == "校庆（本校日历），放假。"
    assert period("2040-W14").holiday_note(own) == "清明节（本校日历），上班。"


@pytest.mark.parametrize("cohort", [0, 24, 1999, 2100, 20240])
def test_cohort_nobody_can_mean_is_refused(cohort: int) -> None:
    with pytest.raises(UnusableError) as refused:
        calendar.periods(cohort)
    assert refused.value.problems[0].code == "bad_cohort"
