"""Units and posts in the browser: hand-over, delegation, groups, doctor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.common import clock
from quxiang.web.common.health import examine
from quxiang.web.orgs.models import Appointment, Handover, ReviewGroup
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.orgs.services.handover import open_work_of
from web.cast import Cast, staff
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_recorder_is_handed_over_in_the_browser(client: Client, cast: Cast) -> None:
    staff(cast.school, "8200", "何新")
    form = {"number": "8200", "reason": "调岗", "instead_of": cast.zhao.pk}
    answer = login(client, cast.qian).post(f"/units/{cast.agronomy.pk}/recorder/", form)
    assert answer.status_code == 302
    active = Appointment.objects.get(unit=cast.agronomy, kind="recorder", ended_at=None)
    assert active.user.name == "何新"
    assert Handover.objects.get().items == [list(each) for each in open_work_of(cast.agronomy)]


def test_a_page_that_shows_an_earlier_recorder_hands_nothing_over(
    client: Client, cast: Cast
) -> None:
    centre, path = login(client, cast.qian), f"/units/{cast.agronomy.pk}/"
    page = centre.get(path).content.decode()
    assert f'name="instead_of" value="{cast.zhao.pk}"' in page
    for number, status in (("8200", 302), ("8201", 409)):
        staff(cast.school, number, "何新")
        form = {"number": number, "reason": "调岗", "instead_of": cast.zhao.pk}
        answer = centre.post(f"{path}recorder/", form)
        assert answer.status_code == status
    assert "本院的录入员现在是 何新" in answer.content.decode()
    assert Appointment.objects.get(unit=cast.agronomy, kind="recorder", ended_at=None).user == (
        User.objects.get(number="8200")
    )


def test_a_recorder_who_left_meanwhile_is_said_and_a_vacant_post_is_filled(
    client: Client, cast: Cast
) -> None:
    Appointment.objects.filter(user=cast.zhao).update(ended_at=clock.now())
    staff(cast.school, "8200", "何新")
    centre, path = login(client, cast.qian), f"/units/{cast.agronomy.pk}/recorder/"
    form = {"number": "8200", "reason": "调岗"}
    answer = centre.post(path, {**form, "instead_of": cast.zhao.pk})
    assert answer.status_code == 409
    assert "原录入员已经卸任" in answer.content.decode()
    assert centre.post(path, {**form, "instead_of": ""}).status_code == 302


def test_a_number_nobody_has_gets_a_sentence(client: Client, cast: Cast) -> None:
    form = {"number": "9999", "reason": "调岗"}
    answer = login(client, cast.qian).post(f"/units/{cast.agronomy.pk}/recorder/", form)
    assert answer.status_code == 422
    assert "没有工号为“9999”的教职工账号" in answer.content.decode()


def test_recording_is_never_delegated(client: Client, cast: Cast) -> None:
    other = staff(cast.school, "8200", "何新")
    own = Appointment.objects.get(user=cast.zhao)
    form = {"number": other.number, "until": "2099-01-01T00:00", "reason": "出差"}
    answer = login(client, cast.zhao).post(f"/appointments/{own.pk}/delegate/", form)
    assert answer.status_code == 422
    assert "不能委托" in answer.content.decode()


def test_a_delegation_lapses_by_itself(client: Client, cast: Cast) -> None:
    other = staff(cast.school, "8200", "何新")
    own = Appointment.objects.get(user=cast.li)
    until = clock.local(clock.now() + timedelta(days=3))
    form = {"number": "8200", "until": until.strftime("%Y-%m-%dT%H:%M"), "reason": "出差"}
    assert login(client, cast.li).post(f"/appointments/{own.pk}/delegate/", form).status_code == 302
    assert posts_of(other, clock.now()).has("college_reviewer")
    assert not posts_of(other, clock.now() + timedelta(days=4)).has("college_reviewer")


def delegated(client: Client, by: User, number: str) -> tuple[int, str]:
    own = Appointment.objects.filter(user=by).latest("pk")
    until = clock.local(clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    form = {"number": number, "until": until, "reason": "出差"}
    answer = login(client, by).post(f"/appointments/{own.pk}/delegate/", form)
    return answer.status_code, answer.content.decode()


def test_nobody_delegates_to_themselves_or_what_they_hold_for_another(
    client: Client, cast: Cast
) -> None:
    first, second = staff(cast.school, "8200", "何新"), staff(cast.school, "8201", "何久")
    status, text = delegated(client, cast.li, cast.li.number)
    assert (status, "不能委托给自己" in text) == (422, True)
    assert delegated(client, cast.li, first.number)[0] == 302
    status, text = delegated(client, first, second.number)
    assert (status, "受托代办，不能再委托" in text) == (422, True)


def test_who_is_relieved_delegates_nothing_and_delegations_end(client: Client, cast: Cast) -> None:
    first, second = staff(cast.school, "8200", "何新"), staff(cast.school, "8201", "何久")
    own = Appointment.objects.get(user=cast.li)
    assert delegated(client, cast.li, first.number)[0] == 302
    assert login(client, cast.qian).post(f"/appointments/{own.pk}/end/").status_code == 302
    assert not posts_of(first, clock.now()).has("college_reviewer")
    status, text = delegated(client, cast.li, second.number)
    assert (status, "已不任这个岗位" in text) == (422, True)


def test_who_signs_is_set_for_one_kind_of_students(client: Client, cast: Cast) -> None:
    post = Appointment.objects.get(user=cast.li).post
    form = {"scope": "undergraduate", "rule": "all", "posts": [post.pk]}
    answer = login(client, cast.qian).post(f"/units/{cast.agronomy.pk}/reviewers/", form)
    assert answer.status_code == 302
    assert ReviewGroup.objects.get().posts.get() == post


def test_doctor_names_a_college_without_recorder(cast: Cast) -> None:
    Appointment.objects.filter(user=cast.sun).update(ended_at=clock.now())
    said = {each.what: each for each in examine()}
    assert not said["录入员"].well
    assert "文学院" in said["录入员"].sentence
    assert said["密钥"].well
