"""The roster: lists by post, search by any reading, history, replay of a denominator."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.initials import initials_of
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.denominator import denominator_between
from quxiang.web.roster.models import Graduate, Status
from quxiang.web.roster.selectors import as_known_at
from quxiang.web.roster.services import changes
from web.cast import Cast, graduate
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def names_in(response: object) -> list[str]:
    return [str(row.cells[0].text) for row in response.context["page"].rows]  # type: ignore[attr-defined]


def test_a_recorder_sees_the_own_college_only(client: Client, cast: Cast) -> None:
    assert names_in(login(client, cast.zhao).get("/graduates/")) == ["王晓禾"]


def test_a_foreign_graduate_is_not_there(client: Client, cast: Cast) -> None:
    response = login(client, cast.sun).get(f"/graduates/{cast.wang_graduate.pk}/")
    assert response.status_code == 404


def test_seeing_a_graduate_leaves_a_view_entry(client: Client, cast: Cast) -> None:
    login(client, cast.zhao).get(f"/graduates/{cast.wang_graduate.pk}/")
    entry = Entry.objects.filter(action="view").latest("seq")
    assert (entry.actor_id, entry.subject_ids) == (cast.zhao.pk, [cast.wang_graduate.pk])


@pytest.mark.parametrize("typed", ["sxx", "dxx", "SXX", "单雄", "2024777", "12024777"])
def test_a_graduate_is_found_by_any_reading_and_number(
    client: Client, cast: Cast, typed: str
) -> None:
    graduate(cast.cohort, cast.agronomy, "2024777", "单雄信", exam_no="12024777000001")
    assert names_in(login(client, cast.qian).get("/graduates/", {"q": typed})) == ["单雄信"]


def test_all_readings_of_a_name_are_kept() -> None:
    assert {"dxx", "sxx", "cxx"} <= set(initials_of("单雄信").split())


def test_a_denominator_is_replayed_and_its_change_explained(cast: Cast) -> None:
    for number in range(12):
        graduate(cast.cohort, cast.agronomy, f"30{number:02d}", f"何{number}")
    before = clock.now()
    gone = list(Graduate.objects.filter(student_no__startswith="30").order_by("pk"))
    on = date(2024, 6, 20)
    changes.set_status(
        graduates=gone[:9], status=Status.POSTPONED, effective_on=on, note="延期", by=cast.qian
    )
    changes.set_status(
        graduates=gone[9:], status=Status.LEFT, effective_on=on, note="退学", by=cast.qian
    )
    moved = denominator_between(cast.cohort, before, clock.now())
    assert (moved.before, moved.after) == (14, 2)
    assert [each.text for each in moved.differences] == ["−9 延期", "−3 退学"]


def test_a_transfer_moves_a_graduate_and_says_so_on_both_sides(cast: Cast) -> None:
    before = clock.now()
    changes.transfer(
        graduates=[cast.wang_graduate], college=cast.letters, effective_on=date(2024, 5, 1),
        note="转专业", by=cast.qian,
    )  # fmt: skip
    at = clock.now()
    assert [
        d.text for d in denominator_between(cast.cohort, before, at, {cast.agronomy.pk}).differences
    ] == ["−1 转出"]
    assert [
        d.text for d in denominator_between(cast.cohort, before, at, {cast.letters.pk}).differences
    ] == ["+1 转入"]
    assert Unit.objects.get(pk=cast.wang_graduate.advising.get().college_id) == cast.letters


def test_the_roster_is_known_as_it_was(cast: Cast) -> None:
    before = clock.now()
    changes.remove(graduate=cast.wang_graduate, note="重复", by=cast.qian)
    then = as_known_at(cast.cohort, before).get(graduate=cast.wang_graduate)
    now = as_known_at(cast.cohort, clock.now()).get(graduate=cast.wang_graduate)
    assert (then.removed, now.removed) == (False, True)


def test_a_status_needs_its_reason(client: Client, cast: Cast) -> None:
    url = f"/graduates/{cast.wang_graduate.pk}/status/"
    answer = login(client, cast.qian).post(url, {"status": "延期", "effective_on": "2024-06-20"})
    assert answer.status_code == 422


def test_only_the_centre_changes_a_status(client: Client, cast: Cast) -> None:
    url = f"/graduates/{cast.wang_graduate.pk}/status/"
    form = {"status": "延期", "effective_on": "2024-06-20", "note": "教务处名单"}
    form["seen"] = str(cast.wang_graduate.current_id)
    assert login(client, cast.zhao).post(url, form).status_code == 403
    assert login(client, cast.qian).post(url, form).status_code == 302


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("status", {"status": "延期", "effective_on": "2024-06-20", "note": "延期名单甲"}),
        ("transfer", {"effective_on": "2024-06-20", "note": "转院批文甲"}),
        ("remove", {"note": "重复登记甲"}),
    ],
)
def test_who_changes_what_another_has_changed_meanwhile_is_told_and_loses_nothing(
    client: Client, cast: Cast, act: str, typed: dict[str, str]
) -> None:
    one, centre = cast.wang_graduate, login(client, cast.qian)
    form = {**typed, "seen": str(one.current_id)}
    form |= {"college": str(cast.letters.pk)} if act == "transfer" else {}
    changes.set_status(
        graduates=[one], status="毕业", effective_on=date(2024, 6, 20), note="先到", by=cast.qian
    )
    answer = centre.post(f"/graduates/{one.pk}/{act}/", form)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "已经变了" in text
    assert typed["note"] in text
    now = Graduate.objects.get(pk=one.pk)
    assert (now.status, now.college_id, now.removed) == ("毕业", cast.agronomy.pk, False)
    form["seen"] = str(now.current_id)
    assert centre.post(f"/graduates/{one.pk}/{act}/", form).status_code == 302


def test_a_second_click_on_removal_does_not_put_back(client: Client, cast: Cast) -> None:
    one, centre = cast.wang_graduate, login(client, cast.qian)
    form = {"note": "重复", "seen": str(one.current_id)}
    answers = [centre.post(f"/graduates/{one.pk}/remove/", form).status_code for _ in range(2)]
    assert answers == [302, 409]
    assert Graduate.objects.get(pk=one.pk).removed


def test_an_export_says_why_and_leaves_a_mark(client: Client, cast: Cast) -> None:
    centre = login(client, cast.qian)
    assert centre.post("/graduates/export/", {"purpose": "看"}).status_code == 422
    answer = centre.post("/graduates/export/", {"purpose": "报学院党委会讨论"})
    assert answer.headers["Content-Type"].endswith("sheet")
    entry = Entry.objects.get(action="export")
    assert entry.reason == "报学院党委会讨论"
    assert set(entry.subject_ids) == {cast.wang_graduate.pk, cast.chen_graduate.pk}
