"""Surveys and the call desk, two real transactions against each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.verification.models import Call, SampledRecord, Script, Survey
from quxiang.web.verification.saying import Said
from quxiang.web.verification.scripts import text_of
from quxiang.web.verification.services import desk, planning, visiting
from quxiang.web.verification.services.wording import save_script
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.services import reporting
from quxiang.web.visits.services.reporting import Report
from web.at_once import at_once, one_stale
from web.calling import SITE, callers, people, planned, registered, running
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_of_two_who_take_a_survey_further_at_once_one_is_told(cast: Cast) -> None:
    people(cast, 12)
    survey = planned(cast)
    steps: tuple[tuple[Callable[..., Any], dict[str, str]], ...] = (
        (planning.fix, {"site": SITE}), (planning.draw, {}), (planning.start, {}),
        (planning.close, {"reason": "都已有结论"}),
    )  # fmt: skip
    for step, more in steps:
        rows = [Survey.objects.get(pk=survey.pk) for _ in range(2)]
        one_stale(at_once([
            lambda row=row, step=step, more=more: step(
                survey=row, seen=row.revision, by=cast.qian, **more
            )
            for row in rows
        ]))  # fmt: skip
    drawn = SampledRecord.objects.filter(survey=survey, round=1)
    survey.refresh_from_db()
    assert (survey.state, drawn.count()) == ("closed", survey.planned_size)


def test_two_who_plan_at_once_get_numbers_of_their_own(cast: Cast) -> None:
    people(cast, 4)
    at_once([lambda: planned(cast)] * 2)
    assert sorted(Survey.objects.values_list("number", flat=True)) == [1, 2]


def test_two_callers_who_take_at_once_get_two_records(cast: Cast) -> None:
    who = callers(cast)
    people(cast, 20)
    running(cast)
    taken = at_once([
        lambda by=by: desk.take_next(by=by) for by in (who.lu, who.zhuang, who.tang)
    ])  # fmt: skip
    keys = {each.pk for each in taken}  # type: ignore[attr-defined]
    assert len(keys) == 3
    held = dict(SampledRecord.objects.filter(pk__in=keys).values_list("held_by", "pk"))
    assert len(held) == 3


def test_of_two_callers_who_want_the_last_record_one_gets_it(cast: Cast) -> None:
    who = callers(cast)
    registered(cast, [cast.wang_graduate])
    running(cast)
    taken = at_once([lambda by=by: desk.take_next(by=by) for by in (who.lu, who.zhuang)])
    assert sorted(each is None for each in taken) == [False, True]


def test_one_caller_in_two_windows_has_one_record(cast: Cast) -> None:
    who = callers(cast)
    people(cast, 20)
    running(cast)
    taken = at_once([lambda: desk.take_next(by=who.lu)] * 2)
    kept = [each for each in taken if isinstance(each, SampledRecord)]
    assert len({each.pk for each in kept}) == 1
    assert all(isinstance(each, SampledRecord | StaleStateError) for each in taken)
    assert SampledRecord.objects.filter(held_by=who.lu).count() == 1


def test_a_call_noted_twice_at_once_is_noted_once(cast: Cast) -> None:
    who = callers(cast)
    people(cast, 20)
    running(cast)
    record = desk.take_next(by=who.lu)
    assert record is not None
    said = Said("consistent")
    one_stale(at_once([lambda: desk.note(record_id=record.pk, said=said, by=who.lu)] * 2))
    assert Call.objects.count() == 1


def test_a_number_is_revealed_or_the_call_is_over(cast: Cast) -> None:
    who = callers(cast)
    people(cast, 20)
    running(cast, kind="employers")
    record = desk.take_next(by=who.lu)
    assert record is not None
    said = at_once([
        lambda: desk.reveal(record_id=record.pk, by=who.lu),
        lambda: desk.note(record_id=record.pk, said=Said("consistent"), by=who.lu),
    ])  # fmt: skip
    assert said[0] == "13900000002" or isinstance(said[0], StaleStateError)
    assert Call.objects.count() == 1


def test_a_call_taken_back_twice_at_once_is_taken_back_once(cast: Cast) -> None:
    who = callers(cast)
    people(cast, 20)
    running(cast)
    record = desk.take_next(by=who.lu)
    assert record is not None
    desk.note(record_id=record.pk, said=Said("consistent"), by=who.lu)
    told = at_once([lambda: desk.undo(by=who.lu)] * 2)
    assert sum(isinstance(each, SampledRecord) for each in told) == 1
    record.refresh_from_db()
    assert (record.state, record.tries) == ("waiting", 0)
    assert Call.objects.get().undone_at is not None


def test_an_answer_is_taken_back_or_asked_for_a_second_time(cast: Cast) -> None:
    who = callers(cast)
    registered(cast, [cast.wang_graduate])
    running(cast)
    record = desk.take_next(by=who.lu)
    assert record is not None
    desk.note(record_id=record.pk, said=Said("consistent"), by=who.lu)
    at_once([lambda: desk.undo(by=who.lu), lambda: desk.take_next(by=who.zhuang)])
    record.refresh_from_db()
    second = SampledRecord.objects.get(round=2)
    assert (record.state, second.held_by) in (("waiting", None), ("done", who.zhuang))


def a_place(cast: Cast) -> tuple[Survey, int, visiting.Sent]:
    """Run a survey by visits of 王 alone; return its only place and who goes there."""
    who = callers(cast)
    registered(cast, [cast.wang_graduate])
    survey = running(cast, kind="visits")
    sent = visiting.Sent(who.lu.pk, who.zhuang.pk, clock.today(), "各人是否在岗")
    return survey, SampledRecord.objects.get().pk, sent


def test_of_two_who_send_visitors_to_a_place_at_once_one_is_told(cast: Cast) -> None:
    survey, place, sent = a_place(cast)
    one_stale(at_once([
        lambda: visiting.plan_visits(survey=survey, places=[place], sent=sent, by=cast.qian)
    ] * 2))  # fmt: skip
    assert FieldVisit.objects.count() == 1


def test_a_survey_ends_with_what_was_confirmed_before_or_without_it(cast: Cast) -> None:
    survey, place, sent = a_place(cast)
    visiting.plan_visits(survey=survey, places=[place], sent=sent, by=cast.qian)
    visit = FieldVisit.objects.get()
    told = Report(clock.now(), "absent", "没有这家店", told={cast.wang_graduate.pk: "unknown"})
    key = "6f9619ff-8b86-4011-b42d-00c04fc964ff"
    reporting.report(visit=visit, key=key, report=told, seen=1, by=visit.first)
    reporting.confirm(visit=visit, seen=visit.digest, by=visit.first, site=SITE)
    survey.refresh_from_db()
    second, last = visit.second, {"seen": survey.revision, "reason": "都已核查"}
    assert second is not None
    at_once([
        lambda: reporting.confirm(visit=visit, seen=visit.digest, by=second, site=SITE),
        lambda: planning.close(survey=survey, by=cast.qian, **last),
    ])  # fmt: skip
    visit.refresh_from_db()
    survey.refresh_from_db()
    assert (visit.state, visit.hidden, survey.state) == ("done", False, "closed")
    found = SampledRecord.objects.get()
    assert (found.outcome, found.case_id is None) in (("inconsistent", False), ("", True))


def test_of_two_scripts_at_once_one_is_told(cast: Cast) -> None:
    text = text_of(None)
    one_stale(at_once([
        lambda more=more: save_script(
            school=cast.school, text=f"{text}# {more}\n", reason="改了开场白", after=0, by=cast.qian
        )
        for more in "甲乙"
    ]))  # fmt: skip
    assert Script.objects.count() == 1
