"""Channels over HTTP: signed as documented, and honest about what may have arrived."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from quxiang.web.notifications.channels import acs3
from quxiang.web.notifications.channels.aliyun_sms import AliyunSms
from quxiang.web.notifications.channels.outcomes import Accepted, Outcome, Refused, Uncertain
from quxiang.web.notifications.channels.signed_json import SignedJson
from web.vendor import SECRET, Answering, Vendor, serving

AT = datetime(2026, 6, 15, 8, tzinfo=UTC)
PHONE = "13900000000"


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving() as server:
        yield server


def by_sms(url: str, secret: str = SECRET, seconds: float = 5) -> Outcome:
    sms = AliyunSms("id", secret, "河南某大学", url, seconds)
    return sms.send(PHONE, "SMS_1", {"name": "王 小明~*"}, key="k-1", nonce="n-1", at=AT)


def by_gateway(url: str, secret: str = SECRET, seconds: float = 5) -> Outcome:
    return SignedJson(url, secret, seconds).send(PHONE, "您好。", key="k-1", at=AT)


BOTH = pytest.mark.parametrize("sent", [by_sms, by_gateway])


@pytest.mark.parametrize(("date", "nonce", "signed"), [
    ("2023-10-26T10:22:32Z", "3156853299f313e23d1673dc12e1703d",
     "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"),
    ("2023-10-26T09:01:01Z", "d410180a5abf7fe235dd9b74aca91fc0",
     "e521358f7776c97df52e6b2891a8bc73026794a071b50c3323388c4e0df64804"),
])  # fmt: skip
def test_the_signature_is_the_one_in_the_vendors_own_example(
    date: str, nonce: str, signed: str
) -> None:
    query = acs3.query_string({
        "RegionId": "cn-shanghai",
        "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
    })  # fmt: skip
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com", "x-acs-action": "RunInstances",
        "x-acs-version": "2014-05-26", "x-acs-date": date, "x-acs-signature-nonce": nonce,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    }  # fmt: skip
    assert acs3.signature("YourAccessKeySecret", query, headers) == signed


def test_a_text_message_arrives_with_its_values_and_gives_a_receipt(vendor: Vendor) -> None:
    assert by_sms(vendor.url) == Accepted("9006^0")
    (taken,) = vendor.taken
    assert (taken["PhoneNumbers"], taken["OutId"]) == (PHONE, "k-1")
    assert json.loads(taken["TemplateParam"]) == {"name": "王 小明~*"}


def test_the_gateway_receives_the_text_and_gives_a_receipt(vendor: Vendor) -> None:
    assert by_gateway(vendor.url) == Accepted("g-1")
    assert vendor.taken == [{"to": PHONE, "text": "您好。"}]


@BOTH
def test_a_wrong_secret_is_refused_for_good(vendor: Vendor, sent: Any) -> None:
    outcome = sent(vendor.url, "another")
    assert isinstance(outcome, Refused)
    assert not outcome.again
    assert vendor.taken == []


@BOTH
def test_a_throttled_message_may_be_tried_later(vendor: Vendor, sent: Any) -> None:
    vendor.says = lambda: (429, b'{"Code": "Throttling.User"}')
    outcome = sent(vendor.url)
    assert isinstance(outcome, Refused)
    assert outcome.again


@BOTH
@pytest.mark.parametrize("said", [(200, b"{"), (200, b"[]"), (200, b"{}"), (502, b"{}")])
def test_an_answer_nobody_can_read_leaves_it_uncertain(
    vendor: Vendor, sent: Any, said: tuple[int, bytes]
) -> None:
    vendor.says = lambda: said
    assert isinstance(sent(vendor.url), Uncertain)


@BOTH
def test_a_vendor_who_never_answers_leaves_it_uncertain(vendor: Vendor, sent: Any) -> None:
    def waits() -> tuple[int, bytes]:
        vendor.over.wait()
        return 200, b"{}"

    vendor.says = waits
    assert isinstance(sent(vendor.url, seconds=0.3), Uncertain)
    assert len(vendor.taken) == 1


@BOTH
def test_a_vendor_who_drips_is_cut_off_when_the_time_is_up(vendor: Vendor, sent: Any) -> None:
    def drips(line: Answering, content: bytes) -> None:
        line.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        while not vendor.over.wait(0.05):
            line.wfile.write(b"x")

    vendor.writes = drips
    began = time.monotonic()
    assert isinstance(sent(vendor.url, seconds=0.5), Uncertain)
    assert time.monotonic() - began < 5


@BOTH
def test_an_answer_cut_short_is_not_believed(vendor: Vendor, sent: Any) -> None:
    def hangs_up(line: Answering, content: bytes) -> None:
        line.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 999\r\n\r\n" + content)

    vendor.writes = hangs_up
    assert isinstance(sent(vendor.url), Uncertain)


@BOTH
def test_a_closed_door_means_it_never_left(sent: Any) -> None:
    with socket.socket() as taken:  # bound, not listening: nobody answers here
        taken.bind(("127.0.0.1", 0))
        outcome = sent(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert isinstance(outcome, Refused)
    assert outcome.again


def test_no_secret_shows_when_a_channel_is_printed() -> None:
    for channel in (AliyunSms("id", SECRET, "某大学"), SignedJson("http://x/", SECRET)):
        assert SECRET not in repr(channel)
