"""Real transactions against each other: codes are guessed, sent and spent by several at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.accounts.services import codes
from quxiang.web.accounts.services.activation import activate
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.models import School
from quxiang.web.orgs.services.units import create_school
from web.at_once import Outcome, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
TAIL, PASSWORD = "04001X", "麦穗-低头-2024"
AT_ONCE = 8


@pytest.fixture
def user() -> User:
    school: School = create_school(code="10000", name="云梦大学")
    return User.objects.create(
        school=school, kind=User.Kind.GRADUATE, number="20240001", login="10000:20240001",
        name="王晓禾", created_at=clock.real_now(), password="!",
        identity_tail_blind=sealed.blind(TAIL, "identity_tail"),
        **sealed.columns("phone", "13800000001"),
    )  # fmt: skip


def test_a_code_is_spent_once_however_many_have_it(user: User) -> None:
    code = codes.issue(user, OneTimeCode.Purpose.LOGIN, by=None)
    said = at_once([lambda: codes.spend(user, OneTimeCode.Purpose.LOGIN, code)] * AT_ONCE)
    assert sorted(map(bool, said)) == [False] * (AT_ONCE - 1) + [True]


def test_guesses_at_once_do_not_get_more_tries(user: User) -> None:
    code = codes.issue(user, OneTimeCode.Purpose.LOGIN, by=None)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    at_once([lambda: codes.spend(user, OneTimeCode.Purpose.LOGIN, wrong)] * AT_ONCE)
    assert OneTimeCode.objects.get(user=user).tries == codes.TRIES
    assert not codes.spend(user, OneTimeCode.Purpose.LOGIN, code)


def test_of_codes_asked_for_at_once_one_is_sent(user: User) -> None:
    said = at_once([lambda: codes.send_code(user, OneTimeCode.Purpose.LOGIN, by=None)] * AT_ONCE)
    assert len([each for each in said if isinstance(each, InvalidError)]) == AT_ONCE - 1
    assert OneTimeCode.objects.filter(user=user, used_at__isnull=True).count() == 1


def test_one_activation_sets_the_password(user: User) -> None:
    code = codes.issue(user, OneTimeCode.Purpose.ACTIVATION, by=None)

    def first(password: str) -> Callable[[], Outcome]:
        mine = User.objects.get(pk=user.pk)
        return lambda: activate(user=mine, code=code, identity_tail=TAIL, password=password)

    passwords = [f"{PASSWORD}-{at}" for at in range(4)]
    said = at_once([first(each) for each in passwords])
    (won,) = [at for at, each in enumerate(said) if isinstance(each, User)]
    assert User.objects.get(pk=user.pk).check_password(passwords[won])


def test_a_password_that_cannot_be_set_leaves_the_code_unspent(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = codes.issue(user, OneTimeCode.Purpose.ACTIVATION, by=None)

    def broken(*_: object, **__: object) -> None:
        raise OSError("no entropy")

    with monkeypatch.context() as patched:
        patched.setattr(User, "set_password", broken)
        with pytest.raises(OSError, match="entropy"):
            activate(user=user, code=code, identity_tail=TAIL, password=PASSWORD)
    assert activate(user=user, code=code, identity_tail=TAIL, password=PASSWORD).activated_at
