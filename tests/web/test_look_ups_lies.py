"""Whatever an interface answers instead, it is one sentence, nothing is lost, the work goes on."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from quxiang.web.common import clock
from quxiang.web.employers.lookupmodels import LookUp, LookUpSource
from web import registering_stub as stubs
from web.cast import Cast
from web.conftest import login
from web.looking_up import asked, firm, set_up, settings_of, soon
from web.registering_stub import CODE, OTHER, TRUE, Stub, stub

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def outside() -> Iterator[Stub]:
    with stub() as server:
        yield server


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


#: what is said, what becomes of it, words of the one sentence
LIES = {
    "another employer": ({"data": {**TRUE, "creditCode": OTHER}}, "failed", "另一家"),
    "nobody": ({"data": {}}, "failed", "没有单位名称和代码"),
    "a list": ([1, 2], "failed", "没有单位名称和代码"),
    "a name only": ({"data": {"name": "别的公司"}}, "failed", "无法确认"),
    "no JSON": (b"{'data': ", "failed", "数据格式"),
    "a depth": (b"[" * 200_000, "failed", "数据格式"),
    "a number": (b"9" * 9_000, "failed", "数据格式"),
    "no text": (b"\xff\xfe\x00\xd8", "failed", "读不出来"),
    "nothing": (b"", "failed", "数据格式"),
    "a page": (stubs.page, "failed", "网页"),
    "a page called data": (b"<!doctype html><p>503", "failed", "网页"),
    "silence": (stubs.hanging, "failed", "1 秒内没有答复"),
    "drops": (stubs.dripping, "failed", "1 秒内没有答复"),
    "too much": (stubs.huge, "failed", "超过 256 KB"),
    "half": (stubs.hanging_up, "failed", "断开"),
    "no HTTP": (stubs.garbled, "failed", "不合规范"),
    "too often": (stubs.status(429), "failed", "429"),
    "broken": (stubs.status(500, b"Traceback"), "failed", "500"),
    "no key": (stubs.status(401), "failed", "密钥"),
    "bad question": (stubs.status(400), "failed", "400"),
    "none such": (stubs.status(404), "absent", "没有这家"),
    "none such by word": ({"code": 300000, "data": None}, "absent", "没有这家"),
    "elsewhere": (stubs.moved("http://127.0.0.2/firms"), "failed", "另一个主机"),
    "elsewhere in the clear": (stubs.moved("//example.org/x"), "failed", "另一个主机"),
    "round and round": (stubs.moved("/firms?code=1"), "failed", "转来转去"),
    "moved here": (stubs.moved_here, "found", ""),
    "bytes": (json.dumps({"data": TRUE}, ensure_ascii=False).encode("gb18030"), "found", ""),
}


def test_whatever_comes_back_is_one_sentence_and_nothing_is_lost(
    centre: Client, cast: Cast, outside: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    set_up(centre, outside)
    made = firm(cast, status="在业", founded_on="2016-03-01")
    for lie, (said, outcome, words) in LIES.items():
        outside.says = lambda _code, said=said: said
        LookUp.objects.all().delete()
        begun = time.monotonic()
        with caplog.at_level(logging.ERROR):
            found = asked(centre, made)
        assert time.monotonic() - begun < 5, lie
        assert caplog.records == [], lie
        assert (found.outcome, words in found.message) == (outcome, True), (lie, found.message)
        assert found.message.count("。") <= 2, lie
        page = centre.get(f"/employers/{made.pk}/")
        assert (page.status_code, found.message in page.content.decode()) == (200, True), lie
        made.refresh_from_db()
        assert (made.status, str(made.founded_on)) == ("在业", "2016-03-01"), lie


def test_the_page_that_tries_says_what_came_back_instead(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    set_up(centre, outside)
    for lie in ("another employer", "a page", "silence", "broken", "none such", "elsewhere"):
        said, _, words = LIES[lie]
        outside.says = lambda _code, said=said: said
        soon()
        tried = centre.post("/employers/source/try/", {"uscc": CODE})
        assert (tried.status_code, words in tried.content.decode()) == (200, True), lie


#: a field, what stands in it, what is said of it
WRONG = (
    ("estiblishTime", "2999-01-01", "成立日期不是日期"),
    ("estiblishTime", "1066-10-14", "成立日期不是日期"),
    ("estiblishTime", f"{clock.today() + timedelta(days=2)}", "不可能"),
    ("estiblishTime", "去年春天", "成立日期不是日期"),
    ("estiblishTime", {"year": 2016}, "成立日期不是日期"),
    ("estiblishTime", True, "成立日期不是日期"),
    ("estiblishTime", 10**30, "成立日期不是日期"),
    ("estiblishTime", 99999999999999999, "成立日期不是日期"),
    ("regStatus", ["存续"], "登记状态不是文字"),
    ("regStatus", "存" * 21, "超过 20"),
    ("regLocation", {"city": "新乡"}, "注册地址不是文字"),
    ("regLocation", "\ud800新乡", "注册地址不是文字"),
    ("legalPersonName", 1.5, "法定代表人不是文字"),
    ("phoneNumber", ["0373"], "电话不是文字"),
    ("historyNames", [{"name": "旧"}, "新乡种子站"], "曾用名"),
    ("historyNames", ["名" * 121], "曾用名过长"),
)


def test_a_field_that_cannot_be_is_left_out_and_the_others_are_kept(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    set_up(centre, outside)
    made = firm(cast)
    for field, value, said in WRONG:
        told = {"data": {**TRUE, field: value}}
        outside.says = lambda _code, told=told: told
        LookUp.objects.all().delete()
        found = asked(centre, made)
        assert (found.outcome, found.name) == ("found", TRUE["name"]), said
        (problem,) = found.problems
        assert said in problem
        kept = [found.status, found.founded_on, found.address, found.phone_hash]
        assert sum(bool(each) for each in kept) >= 3, said


def test_milliseconds_controls_and_nulls_are_read(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    set_up(centre, outside)
    outside.says = lambda code: {
        "data": {**TRUE, "estiblishTime": 1456761600000, "regLocation": "新乡\x00市\n红旗区",
                 "historyNames": None, "phoneNumber": ""}
    }  # fmt: skip
    found = asked(centre, firm(cast))
    assert (str(found.founded_on), found.address) == ("2016-03-01", "新乡 市 红旗区")
    assert (found.problems, found.phone_hash, found.former_names) == ([], "", [])


def test_settings_that_cannot_work_are_refused_with_a_sentence(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    for change, said in (
        ({"url": "http://firms.example/?c={代码}"}, "加密"),
        ({"url": "ftp://firms.example/{代码}"}, "加密"),
        ({"url": "https://u:p@firms.example/{代码}"}, "账号和密码"),
        ({"url": "https://{代码}.example/"}, "固定的主机名"),
        ({"url": "https://firms.example:99999/{代码}"}, "写得不对"),
        ({"url": "https://firms.example/"}, "不知道要查谁"),
        ({"path_name": "data..name"}, "位置写得不对"),
        ({"path_status": "data[x]"}, "位置写得不对"),
        ({"path_name": "", "path_uscc": ""}, "至少要有一个"),
        ({"headers": "X-A"}, "读不懂"),
        ({"headers": "Host: a"}, "不能用"),
        ({"headers": "X-A: 值"}, "一行字母"),
        ({"secret": "a\nb"}, "一行字母"),
        ({"statuses": "1"}, "读不懂"),
        ({"keep_days": "0"}, "大于或等于"),
    ):
        answer = centre.post("/employers/source/", settings_of(outside, **change))
        assert (answer.status_code, said in answer.content.decode()) == (422, True), change
    assert not LookUpSource.objects.exists()
