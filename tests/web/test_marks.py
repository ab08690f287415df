"""Marks run on the project's clock: who logs in with a number or an account just made anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from quxiang.web.accounts.marks import WORDS, marks_of
from quxiang.web.accounts.models import LoginSession, OneTimeCode, User
from quxiang.web.accounts.services import codes, phones
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock, sealed
from web.cast import Cast
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TAIL, PASSWORD = "12345X", "麦田-守望-7788"
CHANGED, RESET = WORDS["phone_changed"], WORDS["reset"]


@pytest.fixture
def wang(cast: Cast) -> User:
    for name, value in sealed.columns("phone", "13800001111").items():
        setattr(cast.wang, name, value)
    cast.wang.identity_tail_blind = sealed.blind(TAIL, "identity_tail")
    cast.wang.save()
    return cast.wang


def later(**time: float) -> None:
    clock.move_to(clock.now() + timedelta(**time))


def logged_in_by_code(user: User) -> LoginSession:
    """Log in by a code sent to the number; return the session that began."""
    code = codes.issue(user, OneTimeCode.Purpose.LOGIN, by=None)
    given = {"number": user.number, "code": code}
    assert Client().post("/login/code/enter/", given).status_code == 302
    return LoginSession.objects.filter(user=user).latest("pk")


def entry() -> Entry:
    return Entry.objects.filter(action="account.login").latest("seq")


def test_a_log_in_with_a_number_staff_changed_is_marked_for_seven_days(
    cast: Cast, wang: User
) -> None:
    assert logged_in_by_code(wang).marks == []
    assert entry().after == {}
    phones.change_by_staff(user=wang, number="13900002222", by=cast.qian, reason="本人到院")
    later(hours=72, minutes=1)
    assert logged_in_by_code(wang).marks == ["phone_changed"]
    assert entry().after == {"marks": [CHANGED]}
    later(days=4)
    assert logged_in_by_code(wang).marks == []
    assert entry().after == {}


def test_the_graduate_s_file_shows_what_is_marked_to_staff_only(cast: Cast, wang: User) -> None:
    path = f"/graduates/{cast.wang_graduate.pk}/"
    assert CHANGED not in login(Client(), cast.qian).get(path).content.decode()
    phones.change_by_staff(user=wang, number="13900002222", by=cast.qian, reason="本人到院")
    later(hours=72, minutes=1)
    logged_in_by_code(wang)
    page = login(Client(), cast.li).get(path).content.decode()
    assert page.count(CHANGED) == 2  # of now, and of the log-in
    later(days=4)
    assert login(Client(), cast.li).get(path).content.decode().count(CHANGED) == 1
    assert CHANGED not in login(Client(), wang).get(path).content.decode()


def test_an_account_activated_anew_is_marked_and_one_activated_first_is_not(wang: User) -> None:
    for again in (False, True):
        code = codes.issue(wang, OneTimeCode.Purpose.ACTIVATION, by=None)
        form = {"number": wang.number, "code": code, "identity_tail": TAIL}
        assert Client().post("/activate/", form | {"new_password": PASSWORD}).status_code == 302
        newest = LoginSession.objects.filter(user=wang).latest("pk")
        assert newest.marks == (["reset"] if again else [])
    assert entry().after == {"marks": [RESET]}


def test_a_mark_begins_with_the_change_and_ends_seven_days_after(cast: Cast, wang: User) -> None:
    phones.change_by_staff(user=wang, number="13900002222", by=cast.qian, reason="本人到院")
    changed = wang.phone_changed_by_staff_at
    assert changed is not None
    second, week = timedelta(seconds=1), timedelta(days=7)
    assert marks_of(wang, changed - second) == ()
    assert marks_of(wang, changed) == marks_of(wang, changed + week - second) == ("phone_changed",)
    assert marks_of(wang, changed + week) == ()
