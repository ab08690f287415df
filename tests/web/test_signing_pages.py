"""The pages of signatures: asked for a password, three taps, next, returned, told who helps."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from quxiang.web.accounts.services.fresh import KEPT
from quxiang.web.approvals.models import Signature
from quxiang.web.common import clock
from quxiang.web.orgs.models import Advising
from web.cast import Cast
from web.conftest import login
from web.signing import CONTRACT, file, open_step, registration, run_of, signing_client

pytestmark = pytest.mark.django_db
SECRET = "云梦大泽的稻田2024"


def path(cast: Cast, act: str = "") -> str:
    return f"/signing/{open_step(cast).pk}/{act}"


def test_a_signature_wants_the_password_once_more_and_keeps_it_a_quarter_of_an_hour(
    cast: Cast,
) -> None:
    cast.wu.set_password(SECRET)
    cast.wu.save()
    file(cast)
    client = login(Client(), cast.wu)
    assert client.post(path(cast, "sign/"), {"seen": "1"}).status_code == 422
    wrong = client.post(path(cast, "sign/"), {"seen": "1", "secret": "不对"})
    assert (wrong.status_code, "不对，没有签字" in wrong.content.decode()) == (422, True)
    assert not Signature.objects.filter(user=cast.wu).exists()
    assert client.post(path(cast, "sign/"), {"seen": "1", "secret": SECRET}).status_code == 302
    assert Signature.objects.filter(user=cast.wu).exists()
    session = client.session
    session[KEPT] = (clock.real_now() - timedelta(minutes=16)).timestamp()
    session.save()
    data = {"seen": "1", "reason": "再看", "to": "2"}
    returned = signing_client(cast.li).post(path(cast, "back/"), data)
    assert returned.status_code == 302
    assert 'name="secret"' in client.get(path(cast)).content.decode()


def test_a_leader_signs_in_three_taps(cast: Cast) -> None:
    file(cast)
    client = signing_client(cast.wu)
    listed = client.get("/signing/").content.decode()
    assert "王晓禾" in listed
    opened = re.search(r'href="(/signing/\d+/)"', listed)
    assert opened is not None
    record = client.get(opened[1]).content.decode()
    assert 'name="secret"' not in record
    assert "不是可靠电子签名" in record
    done = client.post(f"{opened[1]}sign/", {"seen": "1"})
    assert (done.status_code, done.headers["Location"]) == (302, "/signing/")
    assert "现在没有等您审签的登记" in client.get("/signing/").content.decode()


def test_the_second_of_two_pages_is_told(cast: Cast) -> None:
    file(cast)
    client, page = signing_client(cast.wu), path(cast, "sign/")
    assert client.post(page, {"seen": "1"}).status_code == 302
    assert client.post(page, {"seen": "1"}).status_code == 409
    assert Signature.objects.filter(user=cast.wu).count() == 1


def test_returned_with_named_fields_the_author_reads_why_and_changes_only_these(
    cast: Cast,
) -> None:
    file(cast)
    client = signing_client(cast.wu)
    data = {"seen": "1", "reason": "签约日期与协议不符", "unlocked": ["agreed_on"]}
    assert client.post(path(cast, "back/"), {**data, "reason": ""}).status_code == 422
    assert client.post(path(cast, "back/"), data).status_code == 302
    author = login(Client(), cast.wang)
    assert (
        "签约日期与协议不符"
        in author.get(f"/destinations/{cast.wang_graduate.pk}/").content.decode()
    )
    form = f"/destinations/{cast.wang_graduate.pk}/edit/"
    seen = str(registration(cast).revision)
    other = {**CONTRACT, "job": "24", "seen": seen}
    refused = author.post(form, other)
    assert (refused.status_code, "没有开放修改" in refused.content.decode()) == (422, True)
    assert registration(cast).state == "returned"
    right = {**CONTRACT, "agreed_on": "2024-05-21", "seen": seen}
    assert author.post(form, right).status_code == 302
    assert run_of(cast).state == "running"


def test_a_step_nobody_may_sign_says_who_helps_and_the_centre_lets_it_pass(cast: Cast) -> None:
    Advising.objects.update(ended_at=clock.now())
    file(cast)
    page = login(Client(), cast.wang).get(f"/destinations/{cast.wang_graduate.pk}/part/beside/")
    assert "还没有给这名毕业生指定指导老师" in page.content.decode()
    client = login(Client(), cast.qian)
    assert "登记例外" in client.get(path(cast)).content.decode()
    assert client.post(path(cast, "excuse/"), {"seen": "1", "reason": "略"}).status_code == 422
    data = {"seen": "1", "reason": "学院尚未指定指导老师"}
    assert client.post(path(cast, "excuse/"), data).status_code == 302
    assert open_step(cast).order == 3


def test_the_progress_stands_on_the_page_of_the_destination(cast: Cast) -> None:
    file(cast)
    page = login(Client(), cast.wang).get(f"/destinations/{cast.wang_graduate.pk}/part/beside/")
    text = page.content.decode()
    assert "审签进度" in text
    assert "等待：吴树人（毕业生辅导员）" in text
