"""The outbox: states and counts of messages, never their text or receiver."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services import send
from quxiang.web.notifications.texts import TEMPLATES, TITLES
from web.cast import Cast
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def page(cast: Cast, query: str = "") -> str:
    return login(Client(), cast.zheng).get(f"/outbox/{query}").content.decode()


def test_the_administrator_sees_how_messages_fare_and_not_what_they_say(cast: Cast) -> None:
    send(cast.wang, "login", code="654321", minutes="5", to_masked="138****1111")
    send(cast.wang, "test")
    Message.objects.filter(template="test").update(state=Message.State.FAILED)
    shown = page(cast)
    for told in ("登录验证码", "测试消息", "发送失败", "共 <b>2</b> 条"):
        assert told in shown
    for kept in ("654321", "******", "138****1111", "王晓禾", "【云梦大学】"):
        assert kept not in shown


def test_an_empty_outbox_says_so(cast: Cast) -> None:
    assert "没有消息" in page(cast)


def test_every_message_has_a_title() -> None:
    assert TITLES.keys() == TEMPLATES.keys()
