"""Activation slips: printed for logins nobody has used, useless alone, void once made anew."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.audit.models import Entry, SubjectOf
from quxiang.web.common import sealed
from quxiang.web.roster.services.cohorts import archive
from web.cast import Cast
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TAIL = "12345X"
CODE = re.compile(r'class="code">([0-9A-Z-]{19})<')


@pytest.fixture
def wang(cast: Cast) -> User:
    cast.wang.identity_tail_blind = sealed.blind(TAIL, "identity_tail")
    cast.wang.save()
    return cast.wang


def printed(by: User, numbers: str = "") -> tuple[int, list[str]]:
    answer = login(Client(), by).post("/slips/", {"numbers": numbers})
    return answer.status_code, CODE.findall(answer.content.decode())


def activate(code: str, tail: str = TAIL) -> int:
    form = {"number": "20240001", "code": code, "identity_tail": tail}
    return Client().post("/activate/", {**form, "new_password": "麦田-守望-7788"}).status_code


def test_a_slip_opens_an_account_with_the_identity_number_only(cast: Cast, wang: User) -> None:
    _, (code,) = printed(cast.zhao)
    assert [activate(code, "000000"), activate(code)] == [422, 302]


def test_slips_made_anew_void_the_old_ones(cast: Cast, wang: User) -> None:
    _, (old,) = printed(cast.zhao)
    _, (new,) = printed(cast.zhao, "20240001")
    assert [activate(old), activate(new)] == [422, 302]


def test_whoever_has_a_slip_is_printed_again_only_by_number(cast: Cast, wang: User) -> None:
    printed(cast.zhao)
    assert printed(cast.zhao) == (422, [])


def test_a_login_in_use_is_neither_printed_nor_changed(cast: Cast, wang: User) -> None:
    _, (code,) = printed(cast.zhao)
    activate(code)
    before = User.objects.get(pk=wang.pk).password
    assert printed(cast.qian, "20240001") == (422, [])
    assert User.objects.get(pk=wang.pk).password == before
    assert not OneTimeCode.objects.filter(user=wang, used_at__isnull=True).exists()


@pytest.mark.parametrize(("who", "status"), [("sun", 422), ("zheng", 403), ("wu", 403)])
def test_nobody_prints_for_graduates_of_others(
    cast: Cast, wang: User, who: str, status: int
) -> None:
    assert printed(getattr(cast, who), "20240001") == (status, [])
    assert not OneTimeCode.objects.exists()


def test_nothing_is_printed_where_no_identity_number_is_known(cast: Cast) -> None:
    assert printed(cast.zhao, "20240001") == (422, [])


def test_printing_is_audited_about_the_graduate_without_the_code(cast: Cast, wang: User) -> None:
    _, (code,) = printed(cast.zhao)
    entry = Entry.objects.get(action="account.print_slip")
    assert (entry.actor_name, entry.object_id) == ("赵秋", str(wang.pk))
    assert SubjectOf.objects.filter(entry_id=entry.pk, graduate_id=cast.wang_graduate.pk).exists()
    assert code not in str(list(Entry.objects.values()))


def test_the_page_counts_who_waits_and_no_further_than_it_needs(
    cast: Cast, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def values() -> list[str]:
        page = login(Client(), cast.qian).get("/slips/").content.decode()
        return re.findall(r'class="value">([^<]+)<', page)

    assert values() == ["1", "1"]
    printed(cast.zhao)
    assert values() == ["1", "0"]
    monkeypatch.setattr("quxiang.web.accounts.views.slips.MOST", 0)
    assert values() == ["超过 0", "0"]
    archive(cohort=cast.cohort, reason="季后归档", by=cast.qian)
    assert values() == ["0", "0"]
