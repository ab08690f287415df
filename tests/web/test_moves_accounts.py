"""Guarded moves of accounts, messages and views, two real transactions against each other."""

from __future__ import annotations

import pyotp
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse

from quxiang.web.accounts.models import LoginSession, OneTimeCode, SecondFactor, User
from quxiang.web.accounts.services import (
    activation,
    codes,
    managing,
    second_factor,
    sessions,
    slips,
)
from quxiang.web.audit import chain, trail
from quxiang.web.audit.models import PLATFORM, Entry
from quxiang.web.common import clock, sealed
from quxiang.web.lists.models import SavedView
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services import send
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast, staff
from web.conftest import login

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
PASSWORD, TAIL = "麦穗-低头-2024", "04001X"
AT_ONCE = 4


def noted(action: str) -> int:
    return Entry.objects.filter(action=action).count()


def read(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_of_two_who_close_an_account_one_is_told(cast: Cast) -> None:
    user = staff(cast.school, "8200", "何新")
    one_stale(at_once([lambda: managing.close(user=user, by=cast.zheng, reason="离职")] * 2))
    one_stale(at_once([lambda: managing.reopen(user=user, by=cast.zheng)] * 2))
    assert (noted("account.close"), noted("account.reopen")) == (1, 1)


def test_a_number_gets_one_account(cast: Cast) -> None:
    said = at_once([lambda: staff(cast.school, "8200", "何新")] * 2)
    won(said)
    assert "已有账号" in str(refused(said)[0])


def test_of_codes_issued_at_once_the_last_is_the_open_one(cast: Cast) -> None:
    given = at_once([lambda: codes.issue(cast.wang, OneTimeCode.Purpose.LOGIN, by=None)] * 2)
    assert OneTimeCode.objects.filter(user=cast.wang, used_at__isnull=True).count() == 1
    opened = [codes.spend(cast.wang, OneTimeCode.Purpose.LOGIN, str(each)) for each in given]
    assert sorted(opened) == [False, True]


def test_slips_printed_twice_at_once_leave_one_open_code(cast: Cast) -> None:
    tail = sealed.blind(TAIL, "identity_tail")
    User.objects.filter(pk=cast.wang.pk).update(identity_tail_blind=tail)
    said = at_once([lambda: slips.print_slips(graduates=[cast.wang_graduate], by=cast.qian)] * 2)
    assert not refused(said)
    assert OneTimeCode.objects.filter(user=cast.wang, used_at__isnull=True).count() == 1


def test_who_activates_while_slips_are_printed_keeps_the_login(cast: Cast) -> None:
    tail = sealed.blind(TAIL, "identity_tail")
    User.objects.filter(pk=cast.wang.pk).update(identity_tail_blind=tail)
    code = codes.issue(cast.wang, OneTimeCode.Purpose.ACTIVATION, by=None)
    user = read(cast.wang)
    activated, printed = at_once(
        [
            lambda: activation.activate(
                user=user, code=code, identity_tail=TAIL, password=PASSWORD
            ),
            lambda: slips.print_slips(graduates=[cast.wang_graduate], by=cast.qian),
        ]
    )
    assert isinstance(printed, list)
    assert isinstance(activated, User) == (printed == [])
    assert read(cast.wang).check_password(PASSWORD) == (printed == [])


@pytest.fixture
def factor(cast: Cast) -> SecondFactor:
    made = second_factor.begin_totp(cast.qian)
    SecondFactor.objects.filter(pk=made.pk).update(confirmed_at=clock.now())
    return made


def current_code(factor: SecondFactor) -> str:
    return pyotp.TOTP(sealed.unseal(factor.secret_sealed, "totp")).now()


def test_a_code_of_the_authenticator_opens_once(cast: Cast, factor: SecondFactor) -> None:
    code = current_code(factor)
    users = [read(cast.qian) for _ in range(AT_ONCE)]
    said = at_once([lambda user=user: second_factor.passed(user, code) for user in users])
    assert sorted(map(bool, said)) == [False] * (AT_ONCE - 1) + [True]


def test_a_recovery_code_opens_once(cast: Cast) -> None:
    (code, *_) = second_factor.new_recovery_codes(cast.qian)
    users = [read(cast.qian) for _ in range(AT_ONCE)]
    said = at_once([lambda user=user: second_factor.passed(user, code) for user in users])
    assert sorted(map(bool, said)) == [False] * (AT_ONCE - 1) + [True]
    assert noted("second_factor.recovery") == 1


def test_guesses_of_a_second_factor_at_once_all_count(cast: Cast) -> None:
    users = [read(cast.qian) for _ in range(AT_ONCE)]
    at_once([lambda user=user: second_factor.passed(user, "000000") for user in users])
    assert read(cast.qian).second_failures == AT_ONCE


def test_an_authenticator_set_up_twice_at_once_is_one(cast: Cast) -> None:
    said = at_once([lambda: second_factor.begin_totp(cast.qian)] * 2)
    assert not refused(said)
    kept = SecondFactor.objects.get(user=cast.qian)
    assert kept in said
    one = [SecondFactor.objects.get(pk=kept.pk) for _ in range(2)]
    code = current_code(kept)
    won(at_once([lambda row=row: second_factor.confirm_totp(row, code) for row in one]))
    assert noted("second_factor.add") == 1
    assert cast.qian.recovery_codes.count() == second_factor.RECOVERY_CODES


def test_a_session_begun_or_ended_twice_is_one(cast: Cast) -> None:
    store = SessionStore()
    store.save()
    request = RequestFactory().get("/")
    request.session = store
    at_once([lambda: sessions.begin(request, cast.li)] * 2)
    row = LoginSession.objects.get()
    at_once([lambda: sessions.end(row, by=cast.li)] * 2)
    assert noted("session.end") == 1


def test_a_message_with_a_key_is_written_once(cast: Cast) -> None:
    said = at_once([lambda: send(cast.wang, "test", key="once")] * 2)
    assert {each.pk for each in said if isinstance(each, Message)} == {Message.objects.get().pk}


def test_a_view_saved_twice_at_once_is_one(cast: Cast) -> None:
    clients = [login(Client(), cast.qian) for _ in range(2)]
    form = {"list": "graduates", "name": "我的", "query": "a=1"}
    said = at_once([lambda each=each: each.post(reverse("lists:save"), form) for each in clients])
    assert [getattr(each, "status_code", 0) for each in said] == [302, 302]
    assert SavedView.objects.count() == 1


def test_the_first_entries_of_a_chain_follow_each_other(db: None) -> None:
    @trail.atomic()
    def record() -> None:
        trail.record("platform", by=None)

    at_once([record] * AT_ONCE)
    numbers = Entry.objects.filter(school_id=PLATFORM).values_list("seq", flat=True)
    assert sorted(numbers) == [1, 2, 3, 4]
    assert chain.first_break(PLATFORM) is None
