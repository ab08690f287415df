"""An empty installation leads to a school, and keys can be changed under it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.common import rotation, sealed
from quxiang.web.orgs.models import School
from web.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FORM = {
    "code": "10467", "name": "云梦大学", "number": "8001", "officer": "钱明",
    "new_password": "麦田-守望-7788",
}  # fmt: skip


def test_an_empty_installation_asks_for_a_school(client: Client) -> None:
    assert client.get("/").headers["Location"].startswith("/login/")
    assert client.get("/login/").headers["Location"] == "/begin/"


def test_a_stranger_founds_nothing(client: Client) -> None:
    assert client.post("/begin/", {**FORM, "key": "geraten"}).status_code == 422
    assert not School.objects.exists()


def test_the_founder_is_led_on(client: Client) -> None:
    founded = client.post("/begin/", {**FORM, "key": settings.SETUP_KEY})
    assert founded.status_code == 302
    assert User.objects.get().appointments.count() == 2
    assert Client().get("/begin/").status_code == 404


def test_a_new_key_seals_everything_and_old_seals_open(cast: Cast) -> None:
    for name, value in sealed.columns("phone", "13800001111").items():
        setattr(cast.li, name, value)
    cast.li.save()
    old = cast.li.phone_sealed
    ring = sealed.with_new_key(sealed.keyring())
    sealed.write_keyring(ring)
    assert rotation.left_over()
    assert rotation.seal_anew() >= 1  # and whatever files other tests left in the store
    now = User.objects.get(pk=cast.li.pk).phone_sealed
    assert now.startswith(f"{ring.current}:")
    assert sealed.unseal(now, "phone") == sealed.unseal(old, "phone") == "13800001111"
    assert not rotation.left_over()
