"""Messages to their channels: once, at a fit hour, tried again, and honest about doubt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from quxiang.web.accounts.services import codes
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import run_due, work_off
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services import send
from quxiang.web.notifications.services.delivering import LEASE, deliver, step
from quxiang.web.notifications.tasks import see_what_arrived
from web.cast import Cast
from web.sendings import by_gateway, reachable, set_channels
from web.vendor import SECRET, Answering, Vendor, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
S = Message.State
NOON = datetime(2027, 6, 15, 12, tzinfo=clock.SHANGHAI)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def _noon(cast: Cast) -> None:
    clock.move_to(NOON)


def told(cast: Cast, count: int = 1) -> list[Message]:
    reachable(cast.zhao)
    return [send(cast.zhao, "cases_overdue", count=str(n)) for n in range(count)]


def handed(cast: Cast) -> dict[str, int]:
    came, _ = deliver(cast.school.pk, seconds=10)
    return dict(came)


def test_the_worker_hands_over_what_waits_and_keeps_the_receipt(cast: Cast, vendor: Vendor) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET, price=45)
    (message,) = told(cast)
    assert message.state == S.WAITING
    work_off()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.cost) == (S.SENT, 1, 45)
    (taken,) = vendor.taken
    assert taken["to"] == "13900000000"
    assert "有 0 件预警" in taken["text"]
    assert message.receipt
    entry = Entry.objects.filter(action="message.deliver").get()
    assert entry.after == {"sent": 1, "ids": [message.pk]}


def test_a_code_goes_at_once_at_any_hour_and_is_never_in_the_open(
    cast: Cast, vendor: Vendor
) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET, quiet_from=time(0), quiet_until=time(23, 59))
    reachable(cast.wang)
    codes.send_code(cast.wang, "login", by=None)
    message = Message.objects.get(user=cast.wang)
    assert message.state == S.SENT
    assert "******" in message.text
    (taken,) = vendor.taken
    code = taken["text"].split("：")[1][:6]
    assert code.isdigit()
    assert code not in message.text + message.text_sealed


def test_quiet_hours_are_waited_out(cast: Cast, vendor: Vendor) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET, quiet_from=time(21), quiet_until=time(8))
    clock.move_to(NOON.replace(hour=23))
    (message,) = told(cast)
    assert handed(cast) == {}
    message.refresh_from_db()
    assert (message.state, message.attempts) == (S.WAITING, 0)
    assert clock.local(message.not_before or NOON) == datetime(2027, 6, 16, 8)
    clock.move_to(NOON.replace(day=16, hour=7, minute=59))
    assert handed(cast) == {}
    clock.move_to(NOON.replace(day=16, hour=8))
    assert handed(cast) == {"sent": 1}


def test_nobody_gets_more_a_day_than_the_cap_allows(cast: Cast, vendor: Vendor) -> None:
    by_gateway(
        cast.zheng, vendor.url, SECRET, daily_cap=2, quiet_from=time(21), quiet_until=time(8)
    )
    told(cast, 3)
    assert handed(cast) == {"sent": 2}
    last = Message.objects.get(state=S.WAITING)
    assert clock.local(last.not_before or NOON) == datetime(2027, 6, 16, 8)
    assert "今天已发满 2 条" in last.why
    clock.move_to(NOON.replace(day=16))
    assert handed(cast) == {"sent": 1}


def test_what_the_channel_refuses_for_now_is_tried_again_later_and_not_for_ever(
    cast: Cast, vendor: Vendor
) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET, attempts=3)
    vendor.says = lambda: (429, b"{}")
    (message,) = told(cast)
    pauses = []
    for _ in range(2):
        handed(cast)
        message.refresh_from_db()
        assert message.state == S.WAITING
        pauses.append(round(((message.not_before or NOON) - clock.now()).total_seconds() / 60))
        assert handed(cast) == {}  # not before its time
        clock.move_to(message.not_before or NOON)
    assert pauses == [1, 5]
    assert handed(cast) == {"failed": 1}
    message.refresh_from_db()
    assert (message.state, message.attempts) == (S.FAILED, 3)


def test_an_answer_that_never_came_leaves_a_doubt_nobody_resends(
    cast: Cast, vendor: Vendor
) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET)

    def hang_up(line: Answering, _: bytes) -> None:
        line.connection.close()

    vendor.writes = hang_up
    (message,) = told(cast)
    assert handed(cast) == {"uncertain": 1}
    vendor.writes = None
    clock.move_to(NOON + timedelta(days=3))
    run_due(clock.now())
    work_off()
    message.refresh_from_db()
    assert message.state == S.UNCERTAIN
    assert message.attempts == 1
    assert len(vendor.taken) == 1


def test_what_a_dead_worker_had_in_hand_is_in_doubt(cast: Cast, vendor: Vendor) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET)
    first, second = told(cast, 2)
    assert step(first.pk, "take", lease_until=timezone.now() + LEASE)
    assert handed(cast) == {"sent": 1}  # somebody may still be at the first
    Message.objects.filter(pk=first.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_due(clock.now())
    work_off()
    states = {m.pk: m.state for m in Message.objects.all()}
    assert states == {first.pk: S.UNCERTAIN, second.pk: S.SENT}
    assert len(vendor.taken) == 1


def test_a_channel_that_is_not_there_loses_nothing(cast: Cast) -> None:
    by_gateway(cast.zheng, "http://127.0.0.1:1/", SECRET)
    (message,) = told(cast)
    assert handed(cast) == {"waiting": 1}
    message.refresh_from_db()
    assert message.why == "连不上通道，没有发出。请核对地址和网络。"


def test_whoever_has_no_number_reads_it_here(cast: Cast, vendor: Vendor) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET)
    message = send(cast.zhao, "cases_overdue", count="1")
    assert (message.channel, message.state) == ("in_app", S.SENT)
    assert message.why == "没有登记手机号，只在站内显示。"


def test_a_message_goes_to_the_number_somebody_had_when_it_was_written(
    cast: Cast, vendor: Vendor
) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET)
    told(cast)
    reachable(cast.zhao, "13711111111")
    handed(cast)
    assert [each["to"] for each in vendor.taken] == ["13900000000"]


def by_aliyun(cast: Cast, vendor: Vendor) -> None:
    set_channels(
        cast.zheng, {"sms": SECRET}, staff_by="aliyun_sms", sms_key_id="LTAI",
        sms_codes={"cases_overdue": "SMS_1"}, sms_sign_name="云梦大学", sms_endpoint=vendor.url,
    )  # fmt: skip


@pytest.mark.parametrize(("became", "delivery", "why"), [
    (3, "arrived", ""),
    (2, "lost", "运营商没有送达（MK:0001）。请换一种方式联系。"),
])  # fmt: skip
def test_aliyun_is_asked_what_became_of_a_message_until_it_knows(
    cast: Cast, vendor: Vendor, became: int, delivery: str, why: str
) -> None:
    by_aliyun(cast, vendor)
    (message,) = told(cast)
    work_off()
    see_what_arrived(clock.now())
    work_off()
    assert vendor.asked == []  # five minutes are not over
    for minutes, count in ((6, 1), (7, 1), (61, 2)):
        clock.move_to(NOON + timedelta(minutes=minutes))
        see_what_arrived(clock.now())
        work_off()
        assert len(vendor.asked) == count
    first = {"PhoneNumber": "13900000000", "BizId": "9006^0", "SendDate": "20270615"}
    assert vendor.asked[0] == {**first, "PageSize": "50", "CurrentPage": "1"}
    vendor.became = became
    clock.move_to(NOON + timedelta(hours=7))
    see_what_arrived(clock.now())
    work_off()
    message.refresh_from_db()
    assert (message.state, message.delivery, message.why) == (S.SENT, delivery, why)
    clock.move_to(NOON + timedelta(days=4))
    see_what_arrived(clock.now())
    work_off()
    assert len(vendor.asked) == 3


def test_what_nobody_ever_hears_of_is_asked_for_five_times(cast: Cast, vendor: Vendor) -> None:
    by_aliyun(cast, vendor)
    (message,) = told(cast)
    work_off()
    for days in range(1, 12):
        clock.move_to(NOON + timedelta(days=days))
        vendor.says = (lambda: (200, b'{"Code": "isv.X"}')) if days % 2 else None
        see_what_arrived(clock.now())
        work_off()
    message.refresh_from_db()
    assert (message.asked, message.delivery) == (5, "")


def test_by_aliyun_a_message_without_a_code_of_the_vendor_fails_and_says_so(
    cast: Cast, vendor: Vendor
) -> None:
    by_aliyun(cast, vendor)
    told(cast)
    send(cast.zhao, "cases_taken", count="2")
    assert handed(cast) == {"sent": 1, "failed": 1}
    (taken,) = vendor.taken
    assert (taken["TemplateCode"], taken["TemplateParam"]) == ("SMS_1", '{"count": "0"}')
    assert taken["PhoneNumbers"] == "13900000000"
    failed = Message.objects.get(state=S.FAILED)
    assert failed.why.startswith("“预警改派告知”没有登记短信模板代码")


def test_the_same_message_asked_for_twice_is_one_and_one_job_sends_it(
    cast: Cast, vendor: Vendor
) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET)
    reachable(cast.zhao)
    for _ in range(2):
        send(cast.zhao, "cases_overdue", key="overdue-1", count="1")
    assert Job.objects.filter(kind="notifications.deliver", state="queued").count() == 1
    work_off()
    assert len(vendor.taken) == 1


def test_a_secret_that_cannot_be_opened_stops_no_other_message(cast: Cast, vendor: Vendor) -> None:
    by_gateway(cast.zheng, vendor.url, SECRET)
    first, _ = told(cast, 2)
    Message.objects.filter(pk=first.pk).update(text_sealed="k1:broken")
    assert handed(cast) == {"uncertain": 1, "sent": 1}
