"""What broke elsewhere is tested here: each pitfall, and the tests that keep it from happening."""

from __future__ import annotations

import importlib

import pytest
from django.test import Client

from quxiang.web.alerts.models import RuleSetting
from web.cast import Cast
from web.conftest import login
from web.test_rule_settings import typed

PITFALLS = {
    "two simultaneous submissions leave a record that fails forever": (
        "test_moves_destinations:test_of_two_who_file_at_once_one_is_told",
        "test_told_too_late:test_what_is_submitted_twice_is_filed_once_and_the_other_is_kept_as_a_draft",
    ),
    "a rule is silently dropped when a value is 0": (
        "test_pitfalls:test_a_value_of_nought_is_never_taken_for_none",
    ),
    "a rule is silently dropped when a box is unticked": (
        "test_pitfalls:test_a_box_that_did_not_arrive_switches_no_rule_off",
        "test_rule_settings:test_a_rule_that_is_off_opens_nothing_closes_nothing_and_says_why",
    ),
    "an alert stays closed when the fault comes back": (
        "test_alerts:test_what_vanished_without_an_answer_is_withdrawn_and_opened_again_if_it_returns",
        "test_alerts:test_a_justified_or_false_alarm_is_not_named_again_a_fixed_one_is",
    ),
    "a re-import closes accepted cases": (
        "test_moves_registry:test_a_comparison_does_not_open_again_what_was_answered_meanwhile",
        "test_feedback:test_the_same_file_twice_changes_nothing_and_another_round_is_asked_anew",
        "test_alerts:test_the_same_run_twice_changes_nothing",
    ),
    "bulk edits go row by row": (
        "test_cases:test_many_are_answered_in_sets_and_others_are_left",
        "test_reassigning:test_handing_over_takes_as_many_statements_for_four_as_for_forty",
    ),
    "a rejection carries no message": (
        "test_cases:test_an_answer_without_reason_is_refused_and_sent_back_with_one",
        "test_approvals:test_a_return_without_a_reason_is_refused",
    ),
    "one wrong value cannot be unlocked alone": (
        "test_destinations:test_a_return_that_unlocks_one_field_refuses_any_other",
        "test_approvals:test_returned_to_the_author_with_one_field_open_it_resumes_where_it_was",
    ),
    "identity is taken from a header of the client": (
        "test_pitfalls:test_no_header_says_who_somebody_is",
    ),
    "one record a graduate destroys history": (
        "test_registration_history:"
        "test_states_versions_and_answers_are_those_of_the_model_at_any_moment",
    ),
    "row-level permissions time out in counts": (
        "test_plans:test_no_list_reads_or_sorts_a_whole_table_for_a_page",
        "test_queries:test_no_page_costs_more_than_twelve_queries_or_more_with_more_rows",
    ),
}
#: what proxies and single sign-on put into requests, and anybody else can, too
HEADERS = ("Remote-User", "X-Remote-User", "X-Forwarded-User", "X-User", "X-Auth-Request-User")


@pytest.mark.parametrize("pitfall", PITFALLS)
def test_each_pitfall_has_its_tests(pitfall: str) -> None:
    for name in PITFALLS[pitfall]:
        module, _, test = name.partition(":")
        assert callable(getattr(importlib.import_module(f"web.{module}"), test, None)), name


@pytest.mark.django_db
def test_no_header_says_who_somebody_is(cast: Cast) -> None:
    said = dict.fromkeys(HEADERS, cast.qian.number)
    stranger = Client().get("/alerts/runs/", headers=said, REMOTE_USER=cast.qian.number)
    assert (stranger.status_code, "/login/" in stranger.headers["Location"]) == (302, True)
    zhao = login(Client(), cast.zhao)
    answer = zhao.get("/alerts/runs/", headers=said, REMOTE_USER=cast.qian.number)
    assert answer.status_code == 403


@pytest.mark.django_db
def test_a_value_of_nought_is_never_taken_for_none(cast: Cast) -> None:
    form = typed("E305", p_limit="0")
    answer = login(Client(), cast.qian).post("/alerts/rules/E305/save/", form)
    assert (answer.status_code, "您写的是“0”" in answer.content.decode()) == (422, True)
    assert not RuleSetting.objects.exists()


@pytest.mark.django_db
def test_a_box_that_did_not_arrive_switches_no_rule_off(cast: Cast) -> None:
    form = {key: value for key, value in typed("E305").items() if key != "runs"}
    answer = login(Client(), cast.qian).post("/alerts/rules/E305/save/", form)
    assert answer.status_code == 422
    assert not RuleSetting.objects.exists()
