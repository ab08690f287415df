"""Pages of messages: who reads what, settling doubt, setting channels and words, receipts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock, sealed
from quxiang.web.notifications.channels.signed_json import signature
from quxiang.web.notifications.models import Dispatch, Message
from quxiang.web.notifications.routing import dispatch_of
from quxiang.web.notifications.services import send
from quxiang.web.notifications.texts import TEMPLATES, example, names_in, parts
from web.cast import Cast
from web.conftest import login
from web.sendings import by_gateway
from web.vendor import SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.database]
GOOD = {
    "codes_by": "outbox", "graduates_by": "outbox", "staff_by": "http_json", "quiet_from": "21:00",
    "quiet_until": "08:00", "daily_cap": "3", "attempts": "5", "price": "45", "smtp_port": "465",
    "smtp_security": "tls", "gateway_url": "https://msg.yunmeng.example/", "gateway_secret": SECRET,
    "sms_codes": "登录验证码=SMS_7", "reason": "网关合同", "seen": "0",
}  # fmt: skip


def doubtful(cast: Cast, **more: object) -> Message:
    fields = {"template": "test", "text": "测试", "urgent": False, **more}
    return Message.objects.create(
        school=cast.school, user=cast.wang, channel="http_json", state="uncertain",
        created_at=clock.now(), why="不知道是否发出。", **fields,
    )  # fmt: skip


def saved(cast: Cast, **changes: str) -> tuple[int, str]:
    answer = login(Client(), cast.zheng).post("/messages/channels/", GOOD | changes)
    return answer.status_code, answer.content.decode()


def test_the_centre_reads_a_message_and_the_administrator_how_it_fared(cast: Cast) -> None:
    found = send(cast.wang, "login", code="654321", minutes="5", to_masked="138****1111")
    centre = login(Client(), cast.qian).get(f"/outbox/{found.pk}/").content.decode()
    other = login(Client(), cast.zheng).get(f"/outbox/{found.pk}/").content.decode()
    for word in ("王晓禾", "138****1111", "验证码：******"):
        assert word in centre
        assert word not in other
    assert "654321" not in centre + other


def test_doubt_is_settled_with_a_reason_by_the_centre(cast: Cast) -> None:
    pk = doubtful(cast).pk
    client = login(Client(), cast.qian)
    assert "没有人知道它发出了没有" in client.get(f"/outbox/{pk}/").content.decode()
    without = client.post(f"/outbox/{pk}/settle/", {"verb": "send_again", "reason": " "})
    assert without.status_code == 422
    assert "请写明怎样核实的" in without.content.decode()
    assert (
        client.post(f"/outbox/{pk}/settle/", {"verb": "accept", "reason": "x"}).status_code == 422
    )
    done = client.post(f"/outbox/{pk}/settle/", {"verb": "send_again", "reason": "本人没有收到"})
    assert done.status_code == 302
    assert Message.objects.get(pk=pk).state == "waiting"
    again = client.post(f"/outbox/{pk}/settle/", {"verb": "confirm", "reason": "收到了"})
    assert again.status_code == 409
    assert Entry.objects.get(action="message.send_again").reason == "本人没有收到"


def test_a_code_in_doubt_is_never_sent_again(cast: Cast) -> None:
    pk = doubtful(cast, urgent=True).pk
    client = login(Client(), cast.qian)
    assert "重新发送" not in client.get(f"/outbox/{pk}/").content.decode()
    done = client.post(f"/outbox/{pk}/settle/", {"verb": "send_again", "reason": "x"})
    assert "验证码已经过期" in done.content.decode()


def test_everybody_reads_what_was_written_to_them_and_no_code(cast: Cast) -> None:
    send(cast.wang, "test")
    send(cast.wang, "login", code="654321", minutes="5")
    send(cast.zhao, "cases_overdue", count="7")
    client = login(Client(), cast.wang)
    page = client.get("/inbox/").content.decode()
    assert "这是一条测试消息" in page
    assert "未读" in page
    assert "登录验证码" not in page
    assert "7 件预警" not in page
    client.post("/inbox/read/")
    assert "未读" not in client.get("/inbox/").content.decode()


def test_channels_are_kept_in_versions_and_secrets_are_never_shown(cast: Cast) -> None:
    status, _ = saved(cast)
    assert status == 302
    kept = dispatch_of(cast.school.pk)
    assert (kept.number, kept.staff_by, kept.sms_codes) == (1, "http_json", {"login": "SMS_7"})
    assert sealed.unseal(kept.gateway_sealed, "gateway") == SECRET
    page = login(Client(), cast.zheng).get("/messages/channels/").content.decode()
    entry = Entry.objects.get(action="dispatch.save")
    assert SECRET not in page + json.dumps([entry.before, entry.after], ensure_ascii=False)
    assert saved(cast, gateway_secret="")[0] == 409  # of a page that is out of date
    assert saved(cast, gateway_secret="", seen="1", daily_cap="5")[0] == 302
    newest = Dispatch.objects.first()
    assert newest is not None
    assert sealed.unseal(newest.gateway_sealed, "gateway") == SECRET


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gateway_url": "http://msg.yunmeng.example/"}, "须是加密的"),
        ({"gateway_url": "https://u:p@x.example/"}, "不能写账号和密码"),
        ({"gateway_url": ""}, "请填写网关地址"),
        ({"gateway_secret": ""}, "请填写密钥或密码"),
        ({"staff_by": "smtp"}, "请填写邮件服务器"),
        ({"smtp_host": "mail.yunmeng.example", "smtp_security": "none"}, "只有本机的邮件服务器"),
        ({"smtp_sender": "x"}, "发件地址不是电子邮件地址"),
        ({"codes_by": "smtp"}, "选择"),
        ({"daily_cap": "0"}, "应是 1 到 50 的整数"),
        ({"quiet_from": "25:00"}, "应是一个时刻"),
        ({"sms_codes": "没有这种=SMS_1"}, "没有“没有这种”这种消息"),
        ({"sms_codes": "登录验证码=中文"}, "模板代码写得不对"),
        ({"reason": ""}, ""),
    ],
)
def test_settings_that_cannot_work_are_refused_with_a_sentence(
    cast: Cast, changes: dict[str, str], said: str
) -> None:
    status, page = saved(cast, **changes)
    assert status == 422
    assert said in page
    assert not Dispatch.objects.exists()


def test_a_kept_secret_goes_nowhere_else_unless_it_is_typed_again(cast: Cast) -> None:
    assert saved(cast)[0] == 302
    elsewhere = {"gateway_url": "https://other.example/", "seen": "1"}
    status, page = saved(cast, **elsewhere, gateway_secret="")
    assert (status, "请再填一次密钥" in page) == (422, True)
    assert saved(cast, **elsewhere)[0] == 302


def worded(cast: Cast, text: str, **more: str) -> tuple[int, str]:
    form = {"text": text, "reason": "更清楚", "seen": "0", **more}
    answer = login(Client(), cast.qian).post("/messages/texts/login/", form)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("【{school}】{code}，{hour} 小时", "没有“{hour}”这个变量"),
        ("【{school}】请登录", "少了“{code}”"),
        ("【{school}】{code} {", "大括号只用来写变量"),
        ("【{school}】{code.__class__}", "大括号只用来写变量"),
    ],
)
def test_a_text_that_would_not_work_is_refused_by_name(cast: Cast, text: str, said: str) -> None:
    for more in ({}, {"preview": "1"}):
        status, page = worded(cast, text, **more)
        assert status == 422
        assert said in page.replace("&#x27;", "'")


def test_a_school_s_own_words_are_sent_and_previewed(cast: Cast) -> None:
    text = "【{school}】您好，验证码 {code}，{minutes} 分钟内有效。"
    status, page = worded(cast, text, preview="1")
    assert status == 200
    assert "您好，验证码 482913，5 分钟内有效。" in page
    assert worded(cast, text)[0] == 302
    assert send(cast.wang, "login", code="1", minutes="5").text.startswith("【云梦大学】您好")
    assert worded(cast, "", seen="1")[0] == 302  # the shipped one again
    assert "登录验证码" in send(cast.wang, "login", code="1", minutes="5").text


def test_every_text_has_an_example_of_each_value() -> None:
    for name, form in TEMPLATES.items():
        assert set(names_in(form.text)) == {"school", *form.examples}, name
        assert "{" not in example(name)


@pytest.mark.parametrize(("letters", "count"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_a_long_text_is_several_messages(letters: int, count: int) -> None:
    assert parts("字" * letters) == count


def told(cast: Cast, said: object, *, secret: str = SECRET, at: int | None = None) -> int:
    body = json.dumps(said).encode()
    time = str(int(timezone.now().timestamp()) if at is None else at)
    headers = {
        "X-Quxiang-Time": time, "X-Quxiang-Key": "k",
        "X-Quxiang-Signature": signature(secret, time, "k", body),
    }  # fmt: skip
    answer = Client(enforce_csrf_checks=True).post(
        f"/messages/receipts/{cast.school.code}/", body, "application/json", headers=headers
    )
    return answer.status_code


def test_a_gateway_s_receipt_is_believed_only_with_its_signature(cast: Cast) -> None:
    pk = doubtful(cast, receipt="g-1").pk
    assert told(cast, {"id": "g-1", "state": "arrived"}) == 403  # no gateway is set
    by_gateway(cast.zheng, "https://msg.yunmeng.example/", SECRET)
    assert told(cast, {"id": "g-1", "state": "arrived"}, secret="guessed") == 403
    old = int((timezone.now() - timedelta(minutes=6)).timestamp())
    assert told(cast, {"id": "g-1", "state": "arrived"}, at=old) == 403
    assert told(cast, {"id": "g-9", "state": "arrived"}) == 404
    assert told(cast, {"id": "g-1", "state": "perhaps"}) == 422
    assert told(cast, ["g-1"]) == 422
    assert told(cast, {"id": "g-1", "state": "lost"}) == 204
    assert Message.objects.get(pk=pk).delivery == "lost"
