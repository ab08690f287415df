"""Accounts: activation, codes, second factor, lock-out; nobody takes over a graduate's login."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from axes.models import AccessAttempt
from django.test import Client

from quxiang.web.accounts.models import LoginSession, OneTimeCode, User
from quxiang.web.accounts.services import codes, phones
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services import whole_text
from web.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PHONE, TAIL, PASSWORD = "13800001111", "12345X", "麦田-守望-7788"


@pytest.fixture
def wang(cast: Cast) -> User:
    for name, value in sealed.columns("phone", PHONE).items():
        setattr(cast.wang, name, value)
    cast.wang.identity_tail_blind = sealed.blind(TAIL, "identity_tail")
    cast.wang.save()
    return cast.wang


def activation(code: str, **other: str) -> dict[str, str]:
    form = {"number": "20240001", "code": code, "identity_tail": TAIL, "new_password": PASSWORD}
    return {**form, **other}


def code_sent_to(user: User) -> str:
    text = whole_text(Message.objects.filter(user=user).latest("pk"))
    found = re.search(r"：([0-9A-Z-]{6,19})，", text)
    assert found is not None
    return found[1]


def test_an_account_is_activated_by_a_code_and_the_identity_number(
    client: Client, wang: User
) -> None:
    codes.send_code(wang, OneTimeCode.Purpose.ACTIVATION, by=None)
    answer = client.post("/activate/", activation(code_sent_to(wang)))
    assert answer.status_code == 302
    assert client.get("/me/").status_code == 200
    assert Client().post("/login/", {"number": "20240001", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"identity_tail": "000000"}, {"code": "0000-0000-0000-0000"}, {"number": "20249999"},
     {"new_password": "12345678901"}],
)  # fmt: skip
def test_a_code_is_useless_without_all_the_rest(
    client: Client, wang: User, wrong: dict[str, str]
) -> None:
    code = codes.issue(wang, OneTimeCode.Purpose.ACTIVATION, by=None)
    form = {**activation(code), **wrong}
    assert client.post("/activate/", form).status_code == 422
    assert client.get("/me/").status_code == 302


def test_the_identity_number_cannot_be_guessed(client: Client, wang: User) -> None:
    code = codes.issue(wang, OneTimeCode.Purpose.ACTIVATION, by=None)
    for guess in range(5):
        client.post("/activate/", activation(code, identity_tail=f"{guess:06d}"))
    assert client.post("/activate/", activation(code)).status_code == 422


def test_an_activation_code_has_eighty_bits_and_is_not_kept(wang: User) -> None:
    code = codes.issue(wang, OneTimeCode.Purpose.ACTIVATION, by=None)
    assert len(code.replace("-", "")) * 5 >= 80
    assert code not in str(list(OneTimeCode.objects.values()))


def test_a_code_opens_once(client: Client, wang: User) -> None:
    code = codes.issue(wang, OneTimeCode.Purpose.ACTIVATION, by=None)
    assert client.post("/activate/", activation(code)).status_code == 302
    assert Client().post("/activate/", activation(code)).status_code == 422


def test_a_graduate_logs_in_by_a_code_after_leaving(client: Client, wang: User) -> None:
    client.post("/login/code/", {"number": "20240001"})
    form = {"number": "20240001", "code": code_sent_to(wang)}
    assert client.post("/login/code/enter/", form).status_code == 302
    assert client.get("/me/").status_code == 200


def test_no_code_opens_an_account_once_the_cohort_is_archived(client: Client, cast: Cast) -> None:
    cast.cohort.archived_at = clock.now()
    cast.cohort.save()
    client.post("/login/code/", {"number": "20240001"})
    assert not Message.objects.exists()


def test_the_answer_does_not_tell_whether_a_number_is_known(client: Client, wang: User) -> None:
    known = client.post("/login/code/", {"number": "20240001"})
    unknown = Client().post("/login/code/", {"number": "20249999"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    at_once = client.post("/login/code/", {"number": "20240001"})
    assert (at_once.status_code, Message.objects.count()) == (302, 1)


def test_staff_see_no_code_in_the_outbox(wang: User) -> None:
    codes.send_code(wang, OneTimeCode.Purpose.LOGIN, by=None)
    message = Message.objects.get()
    assert code_sent_to(wang) not in message.text + message.text_sealed


def test_a_number_changed_by_staff_cools_for_three_days(cast: Cast, wang: User) -> None:
    phones.change_by_staff(user=wang, number="13900002222", by=cast.qian, reason="本人到院更换")
    assert Message.objects.get().to_masked == "138****1111"
    with pytest.raises(InvalidError, match="以前不向新号码发送验证码"):
        codes.send_code(wang, OneTimeCode.Purpose.LOGIN, by=None)
    clock.move_to(clock.now() + timedelta(hours=72, minutes=1))
    codes.send_code(wang, OneTimeCode.Purpose.LOGIN, by=None)


def test_wrong_passwords_lock_an_account_and_say_how_long(client: Client, wang: User) -> None:
    answers = [
        client.post("/login/", {"number": "20240001", "password": f"falsch-{n}"}) for n in range(6)
    ]
    assert [answer.status_code for answer in answers[:4]] == [422] * 4
    assert answers[-1].status_code == 429
    assert "15 分钟后再试" in answers[-1].content.decode()
    assert "手机验证码登录" in answers[-1].content.decode()


@pytest.mark.parametrize("number", ["20240001", "keiner-heisst-so"])
def test_from_the_third_wrong_password_on_the_tries_left_are_said(
    client: Client, wang: User, number: str
) -> None:
    said = [
        client.post("/login/", {"number": number, "password": f"falsch-{n}"}).content.decode()
        for n in range(5)
    ]
    assert ["还可以再试" in text for text in said] == [False, False, True, True, False]
    assert "还可以再试 2 次，之后暂停 15 分钟" in said[2]
    assert "还可以再试 1 次" in said[3]
    assert "15 分钟后再试" in said[4]


def test_the_wait_is_what_is_left_of_it_and_grows_by_no_further_try(
    client: Client, wang: User
) -> None:
    form = {"number": "20240001", "password": "falsch"}
    for _ in range(5):
        client.post("/login/", form)
    AccessAttempt.objects.update(attempt_time=clock.real_now() - timedelta(minutes=9, seconds=30))
    for _ in range(2):
        answer = client.post("/login/", form)
        assert (answer.status_code, "请在 6 分钟后再试" in answer.content.decode()) == (429, True)
    AccessAttempt.objects.update(attempt_time=clock.real_now() - timedelta(minutes=15, seconds=1))
    assert client.post("/login/", form).status_code == 422


def test_the_centre_owes_a_second_factor(client: Client, cast: Cast) -> None:
    client.force_login(cast.qian, backend="quxiang.web.accounts.backends.NumberBackend")
    assert client.get("/graduates/").headers["Location"].startswith("/login/second/")
    client.get("/login/second/set-up/")
    factor = cast.qian.second_factors.get()
    secret = sealed.unseal(factor.secret_sealed, "totp")
    bound = client.post("/login/second/set-up/", {"code": pyotp.TOTP(secret).now()})
    assert len(bound.context["codes"]) == 10
    assert client.get("/graduates/").status_code == 200


def bound(client: Client, user: User) -> tuple[str, list[str]]:
    """Bind an authenticator, return its secret and the recovery codes."""
    client.get("/login/second/set-up/")
    factor = user.second_factors.get(confirmed_at__isnull=True)
    secret = sealed.unseal(factor.secret_sealed, "totp")
    code = pyotp.TOTP(secret).now()
    answer = client.post("/login/second/set-up/", {"code": f"{code[:3]} {code[3:]}"})
    assert answer.status_code == 200, answer.content.decode()
    return secret, answer.context["codes"]


def test_whoever_lost_the_telephone_binds_another_with_a_recovery_code(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.qian, backend="quxiang.web.accounts.backends.NumberBackend")
    lost, (recovery, *_) = bound(client, cast.qian)
    again = Client()
    again.force_login(cast.qian, backend="quxiang.web.accounts.backends.NumberBackend")
    asked = again.get("/login/second/set-up/")
    assert asked.headers["Location"] == "/login/second/?next=%2Flogin%2Fsecond%2Fset-up%2F"
    given = again.post(asked.headers["Location"], {"code": recovery})
    assert given.headers["Location"] == "/login/second/set-up/"
    assert "换一个验证器" in again.get("/me/").content.decode()
    kept, codes_now = bound(again, cast.qian)
    (factor,) = cast.qian.second_factors.all()
    assert sealed.unseal(factor.secret_sealed, "totp") == kept != lost
    assert recovery not in codes_now
    late = again.session
    late["reauthenticated_at"] -= 16 * 60
    late.save()
    assert again.get("/login/second/set-up/").status_code == 302


def test_who_has_bound_an_authenticator_is_asked_for_it(client: Client, wang: User) -> None:
    wang.set_password(PASSWORD)
    wang.save()
    form = {"number": "20240001", "password": PASSWORD}
    client.post("/login/", form)
    assert client.get("/me/").status_code == 200
    _, (recovery, *_) = bound(client, wang)
    assert client.get("/me/").status_code == 200
    again = Client()
    again.post("/login/", form)
    assert again.get("/me/").headers["Location"] == "/login/second/?next=/me/"
    again.post("/login/second/", {"code": recovery})
    assert again.get("/me/").status_code == 200


def test_a_password_alone_binds_no_authenticator_where_a_number_is_verified(
    client: Client, cast: Cast
) -> None:
    User.objects.filter(pk=cast.qian.pk).update(
        phone_verified_at=clock.now(), **sealed.Sealer("phone").columns("13900003333")
    )
    client.force_login(cast.qian, backend="quxiang.web.accounts.backends.NumberBackend")
    assert client.get("/login/second/set-up/").status_code == 302
    assert "改用验证器" not in client.get("/login/second/").content.decode()
    sent = client.post("/login/second/send/", {"next": "/graduates/"})
    assert sent.headers["Location"] == "/login/second/?next=%2Fgraduates%2F"
    form = {"code": code_sent_to(cast.qian), "next": "/graduates/"}
    assert client.post("/login/second/", form).headers["Location"] == "/graduates/"
    assert bound(client, cast.qian)


def test_a_recovery_code_is_spent_once(client: Client, cast: Cast) -> None:
    from quxiang.web.accounts.services.second_factor import new_recovery_codes, passed

    code = new_recovery_codes(cast.qian)[0]
    assert passed(cast.qian, code)
    assert not passed(cast.qian, code)


def test_second_codes_cannot_be_guessed(cast: Cast) -> None:
    from quxiang.web.accounts.services.second_factor import new_recovery_codes, passed

    right = new_recovery_codes(cast.qian)[0]
    assert [passed(cast.qian, "000000") for _ in range(5)] == [False] * 5
    with pytest.raises(InvalidError, match="15 分钟后"):
        passed(cast.qian, right)


def test_a_session_ended_elsewhere_is_over(client: Client, wang: User) -> None:
    wang.set_password(PASSWORD)
    wang.save()
    other = Client()
    for each in (client, other):
        each.post("/login/", {"number": "20240001", "password": PASSWORD})
    theirs = LoginSession.objects.get(session_key=other.session.session_key)
    client.post(f"/me/sessions/{theirs.pk}/end/")
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_nobody_ends_the_session_of_another(client: Client, cast: Cast, wang: User) -> None:
    wang.set_password(PASSWORD)
    wang.save()
    other = Client()
    other.post("/login/", {"number": "20240001", "password": PASSWORD})
    client.force_login(cast.zhao, backend="quxiang.web.accounts.backends.NumberBackend")
    session = LoginSession.objects.get(user=wang)
    assert client.post(f"/me/sessions/{session.pk}/end/").status_code == 404
