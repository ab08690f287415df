"""The call desk: one record at a time, its number for a reason, outcomes, undo, quiet hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.verification.models import Call, SampledRecord, Survey
from quxiang.web.verification.services.desk import LEASE
from web.calling import (
    NIGHT,
    NOON,
    Callers,
    callers,
    close,
    note,
    people,
    registered,
    running,
    send,
    take,
    with_phone,
)
from web.cast import Cast, appointed
from web.conftest import login
from web.signing import STUDY

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DESK = "/verification/desk/"


@pytest.fixture
def who(cast: Cast) -> Callers:
    clock.move_to(clock.aware(NOON))
    return callers(cast)


def page(user: Any) -> str:
    answer = login(Client(), user).get(DESK)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def of_wang(cast: Cast, **more: Any) -> Survey:
    """Run a survey of 王 alone, who has a contract and a phone."""
    registered(cast, [cast.wang_graduate])
    with_phone(cast.wang, "13800000001")
    return running(cast, **more)


def taken(user: Any) -> SampledRecord:
    found = take(user)
    assert found is not None
    return found


def test_a_caller_begins_at_the_desk_and_gets_one_record_at_a_time(
    cast: Cast, who: Callers
) -> None:
    people(cast, 40)
    running(cast)
    assert login(Client(), who.lu).get("/").url == DESK
    first = taken(who.lu)
    assert taken(who.lu) == first
    told = page(who.lu)
    assert first.graduate.name in told
    assert "您好，请问是" in told
    assert SampledRecord.objects.filter(held_by=who.lu).count() == 1


def test_two_callers_never_have_one_record(cast: Cast, who: Callers) -> None:
    people(cast, 40)
    running(cast)
    assert len({taken(each).pk for each in (who.lu, who.zhuang, who.tang)}) == 3


def test_a_record_left_lying_goes_to_somebody_else_and_the_first_is_told(
    cast: Cast, who: Callers
) -> None:
    of_wang(cast)
    record = taken(who.lu)
    assert take(who.zhuang) is None
    clock.move_to(clock.now() + LEASE + timedelta(seconds=5))
    assert taken(who.zhuang) == record
    assert note(who.lu, record, "consistent") == 409
    assert not Call.objects.exists()


def test_the_number_is_shown_by_a_click_that_is_noted_with_its_reason(
    cast: Cast, who: Callers
) -> None:
    of_wang(cast)
    record = taken(who.lu)
    assert "13800000001" not in page(who.lu)
    assert "138****0001" in page(who.lu)
    answer = send(who.lu, f"{DESK}{record.pk}/reveal/")
    assert "13800000001" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    entry = Entry.objects.get(action="reveal")
    assert entry.subject_ids == [cast.wang_graduate.pk]
    assert entry.reason == "致电毕业生，第 1 次拨打"
    assert "13800000001" not in page(who.lu)
    assert send(who.zhuang, f"{DESK}{record.pk}/reveal/").status_code == 409


def test_an_employer_is_rung_by_the_contact_of_the_record(cast: Cast, who: Callers) -> None:
    of_wang(cast, kind="employers")
    record = taken(who.lu)
    assert "何经理 139****0002" in page(who.lu)
    told = send(who.lu, f"{DESK}{record.pk}/reveal/").content.decode()
    assert "13900000002" in told
    assert "13800000001" not in told


def test_without_a_number_it_is_said_and_nothing_revealed(cast: Cast, who: Callers) -> None:
    people(cast, 1)
    running(cast)
    record = taken(who.lu)
    assert "没有电话号码" in page(who.lu)
    assert send(who.lu, f"{DESK}{record.pk}/reveal/").status_code == 422
    assert note(who.lu, record, "wrong_number", comment="没有号码") == 302
    assert (record.state, record.outcome) == ("done", "wrong_number")


def test_the_script_follows_the_class_and_has_a_branch_for_another_answer(
    cast: Cast, who: Callers
) -> None:
    registered(cast, [cast.wang_graduate], STUDY)
    running(cast)
    taken(who.lu)
    told = page(who.lu)
    assert "继续读书" in told
    assert "实际去了哪所学校" in told
    assert "最低工资" not in told


@pytest.mark.parametrize(
    ("typed", "placed"),
    [
        ({"differing": ["employer"]}, True), ({"differing": ["class"], "found": "seeking"}, False),
        ({"differing": ["class", "wage"], "found": "startup"}, True),
        ({"differing": ["class"], "found": "unknown"}, None),
    ],
)  # fmt: skip
def test_what_differs_is_kept_by_item_and_says_who_is_truly_placed(
    cast: Cast, who: Callers, typed: dict[str, Any], placed: bool | None
) -> None:
    of_wang(cast)
    record = taken(who.lu)
    assert note(who.lu, record, "inconsistent", comment="已离职", **typed) == 302
    assert (record.state, record.outcome, record.placed) == ("done", "inconsistent", placed)
    assert record.differing == typed["differing"]


@pytest.mark.parametrize(
    ("outcome", "typed", "said"),
    [
        ("inconsistent", {}, "没有勾选哪几项"), ("consistent", {"differing": ["job"]}, "却选了"),
        ("inconsistent", {"differing": ["class"]}, "没有选实际是什么"),
        ("inconsistent", {"differing": ["class"], "found": "moon"}, "没有选实际是什么"),
        ("inconsistent", {"differing": ["moon"]}, "不在话术里"), ("", {}, "没有选结果"),
        ("later", {}, "没有填约定的时间"), ("later", {"next_at": "明天"}, "写法不对"),
        ("later", {"next_at": "2020-01-01T10:00"}, "今后 30 天内"),
        ("refused", {"comment": "长" * 501}, "500"),
    ],
)  # fmt: skip
def test_an_outcome_that_does_not_fit_is_refused_and_nothing_lost(
    cast: Cast, who: Callers, outcome: str, typed: dict[str, Any], said: str
) -> None:
    of_wang(cast)
    record = taken(who.lu)
    answer = send(who.lu, f"{DESK}{record.pk}/note/", outcome=outcome, **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Call.objects.exists()
    assert taken(who.lu) == record


def test_nobody_answering_is_tried_again_later_and_ends_after_the_last_time(
    cast: Cast, who: Callers
) -> None:
    of_wang(cast, max_tries=2, retry_hours=3)
    record = taken(who.lu)
    assert note(who.lu, record, "no_answer") == 302
    assert (record.state, record.tries) == ("waiting", 1)
    assert record.next_at == Call.objects.get().at + timedelta(hours=3)
    assert take(who.lu) is None
    clock.move_to(clock.now() + timedelta(hours=3, minutes=1))
    assert taken(who.zhuang) == record
    assert "第 2 次（最多 2 次）" in page(who.zhuang)
    assert note(who.zhuang, record, "no_answer") == 302
    assert (record.state, record.outcome, record.tries) == ("done", "no_answer", 2)


def test_a_promised_call_comes_back_when_it_was_promised_before_all_others(
    cast: Cast, who: Callers
) -> None:
    people(cast, 40)
    running(cast)
    record = taken(who.lu)
    at = f"{NOON.replace(hour=15):%Y-%m-%dT%H:%M}"
    assert note(who.lu, record, "later", next_at=at) == 302
    assert taken(who.zhuang) != record
    clock.move_to(clock.aware(NOON.replace(hour=15, minute=1)))
    assert taken(who.lu) == record


@pytest.mark.parametrize("outcome", ["lost", "enlisted", "refused"])
def test_lost_and_enlisted_are_kept_apart_from_refusal(
    cast: Cast, who: Callers, outcome: str
) -> None:
    of_wang(cast)
    record = taken(who.lu)
    assert note(who.lu, record, outcome) == 302
    assert (record.outcome, record.placed) == (outcome, None)


def test_in_quiet_hours_nothing_is_given_shown_or_kept_and_it_says_when_it_opens(
    cast: Cast, who: Callers
) -> None:
    hours = {"opens_at": time(9), "closes_at": time(20)}
    of_wang(cast, **hours)
    clock.move_to(clock.aware(NIGHT))
    told = page(who.lu)
    assert "现在 22:30，不在拨打时段（09:00–20:00）。12月04日 09:00 起可以拨打" in told
    assert take(who.lu) is None
    clock.move_to(clock.aware(NIGHT.replace(day=4, hour=19, minute=55)))
    record = taken(who.lu)
    clock.move_to(clock.aware(NIGHT.replace(day=4, hour=20, minute=1)))
    assert send(who.lu, f"{DESK}{record.pk}/reveal/").status_code == 422
    assert note(who.lu, record, "consistent") == 422
    assert not Entry.objects.filter(action="reveal").exists()


def test_a_try_that_would_fall_into_the_night_waits_for_the_morning(
    cast: Cast, who: Callers
) -> None:
    of_wang(cast, opens_at=time(9), closes_at=time(20), retry_hours=10)
    record = taken(who.lu)
    assert note(who.lu, record, "no_answer") == 302
    assert record.next_at is not None
    assert clock.local(record.next_at) == datetime(2026, 12, 4, 9)
    at = f"{NIGHT:%Y-%m-%dT%H:%M}"
    clock.move_to(clock.aware(datetime(2026, 12, 4, 9, 1)))
    answer = send(who.lu, f"{DESK}{taken(who.lu).pk}/note/", outcome="later", next_at=at)
    assert answer.status_code == 422


def test_the_last_call_is_taken_back_until_the_next_is_taken(cast: Cast, who: Callers) -> None:
    people(cast, 40)
    running(cast)
    record = taken(who.lu)
    assert note(who.lu, record, "refused") == 302
    assert "撤回" in page(who.lu)
    assert send(who.lu, f"{DESK}undo/").status_code == 302
    record.refresh_from_db()
    assert (record.state, record.outcome, record.tries) == ("waiting", "", 0)
    assert record.held_by == who.lu
    assert Call.objects.get().undone_at is not None
    assert note(who.lu, record, "consistent") == 302
    taken(who.lu)
    assert send(who.lu, f"{DESK}undo/").status_code == 422
    acts = [e.action for e in Entry.objects.filter(action__startswith="call.").order_by("seq")]
    assert acts == ["call.note", "call.undo", "call.note"]


def test_nobody_takes_back_what_another_noted(cast: Cast, who: Callers) -> None:
    of_wang(cast)
    assert note(who.lu, taken(who.lu), "refused") == 302
    assert send(who.zhuang, f"{DESK}undo/").status_code == 422


def test_the_second_call_is_another_caller_s_and_does_not_tell_what_the_first_heard(
    cast: Cast, who: Callers
) -> None:
    of_wang(cast)
    first = taken(who.lu)
    assert take(who.zhuang) is None
    assert note(who.lu, first, "inconsistent", differing=["job"], comment="做别的") == 302
    assert take(who.lu) is None
    second = taken(who.zhuang)
    assert (second.graduate_id, second.round) == (first.graduate_id, 2)
    told = page(who.zhuang)
    assert "复核" in told
    assert "做别的" not in told
    assert send(who.lu, f"{DESK}undo/").status_code == 409


def test_who_was_not_reached_is_not_asked_twice(cast: Cast, who: Callers) -> None:
    of_wang(cast)
    assert note(who.lu, taken(who.lu), "lost") == 302
    assert take(who.zhuang) is None


def test_after_the_end_nobody_calls_any_more(cast: Cast, who: Callers) -> None:
    survey = of_wang(cast)
    record = taken(who.lu)
    close(cast, survey)
    assert note(who.lu, record, "consistent") == 409
    assert take(who.lu) is None


def test_the_desk_is_for_callers_only_and_a_caller_who_is_a_recorder_gets_none(
    cast: Cast, who: Callers
) -> None:
    of_wang(cast)
    for user in (cast.qian, cast.zhao, cast.li, cast.zhou, cast.wang):
        assert login(Client(), user).get(DESK).status_code == 403
        assert send(user, f"{DESK}next/").status_code == 403
    appointed(cast.zhao, "caller", title="四号")
    assert login(Client(), cast.zhao).get(DESK).status_code == 403


def test_each_page_of_the_desk_notes_whom_it_showed(cast: Cast, who: Callers) -> None:
    of_wang(cast)
    taken(who.lu)
    page(who.lu)
    seen = Entry.objects.filter(action="view", actor_id=who.lu.pk)
    assert seen.count() == 1
    assert seen.get().subject_ids == [cast.wang_graduate.pk]
