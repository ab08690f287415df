"""Guarded moves of messages, their channels and their words: two transactions at once."""

from __future__ import annotations

import pytest

from quxiang.web.campaigns.models import Campaign, Member
from quxiang.web.campaigns.services import preparing, releasing
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.notifications.models import Dispatch, Message, Wording
from quxiang.web.notifications.services import send
from quxiang.web.notifications.services.batches import hold_batch
from quxiang.web.notifications.services.delivering import deliver_now
from quxiang.web.notifications.services.settling import mark_read, settle, take_receipt
from quxiang.web.notifications.services.wording import save_wording
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast
from web.sendings import by_gateway, reachable, set_channels
from web.test_pages import a_campaign
from web.vendor import SECRET, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def a_message(cast: Cast, state: str, **more: object) -> Message:
    return Message.objects.create(
        school=cast.school, user=cast.zhao, channel="http_json", template="test", text="测试",
        state=state, created_at=clock.now(), **more,
    )  # fmt: skip


def test_a_message_two_workers_want_is_taken_by_one(cast: Cast) -> None:
    with serving() as vendor:
        by_gateway(cast.zheng, vendor.url, SECRET)
        message = send(reachable(cast.zhao), "test")
        at_once([lambda: deliver_now(message.pk)] * 2)
        assert len(vendor.taken) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 1)


def test_of_two_who_settle_a_message_one_is_told(cast: Cast) -> None:
    pk = a_message(cast, "uncertain").pk
    rows = [Message.objects.get(pk=pk) for _ in range(2)]
    verbs = ("confirm", "send_again")

    def settled(row: Message, verb: str) -> None:
        settle(message=row, verb=verb, reason="问过本人", by=cast.qian)

    said = at_once(
        [lambda row=row, v=v: settled(row, v) for row, v in zip(rows, verbs, strict=True)]
    )
    winner = verbs[one_stale(said)]
    assert Message.objects.get().state == {"confirm": "sent", "send_again": "waiting"}[winner]


def test_of_two_who_set_channels_one_is_told(cast: Cast) -> None:
    both = (2, 4)
    one_stale(at_once([lambda n=n: set_channels(cast.zheng, after=0, daily_cap=n) for n in both]))
    assert Dispatch.objects.get().number == 1


def test_of_two_who_word_a_message_one_is_told(cast: Cast) -> None:
    def worded(text: str) -> None:
        save_wording(template="test", text=text, after=0, reason="更短", by=cast.qian)

    one_stale(
        at_once([lambda t=t: worded(t) for t in ("【{school}】测试一", "【{school}】测试二")])
    )
    assert Wording.objects.get().number == 1


def test_a_message_read_twice_was_read_once(cast: Cast) -> None:
    a_message(cast, "sent")
    said = at_once([lambda: mark_read(cast.zhao)] * 2)
    assert sorted(each for each in said if isinstance(each, int)) == [0, 1]


def test_a_receipt_that_comes_twice_is_kept(cast: Cast) -> None:
    a_message(cast, "sent", receipt="g-1")
    kept = {"school_id": cast.school.pk, "receipt": "g-1", "delivery": "arrived"}
    assert at_once([lambda: take_receipt(**kept)] * 2) == [True, True]
    assert Message.objects.get().delivery == "arrived"


def rows_of(made: Campaign) -> list[Campaign]:
    return [Campaign.objects.get(pk=made.pk) for _ in range(2)]


def test_of_two_who_begin_a_campaign_one_is_told(cast: Cast) -> None:
    said = at_once([lambda: preparing.begin(cohort=cast.cohort, kind="august", by=cast.qian)] * 2)
    won(said)
    assert [type(each) for each in refused(said)] == [InvalidError]
    assert Campaign.objects.count() == 1


def test_of_two_who_prepare_a_campaign_again_one_is_told(cast: Cast) -> None:
    rows = rows_of(a_campaign(cast))
    again = preparing.prepare_again
    one_stale(at_once([lambda row=row: again(campaign=row, seen=0, by=cast.qian) for row in rows]))
    assert Campaign.objects.get().revision == 1


def test_of_two_who_list_a_campaign_one_does(cast: Cast) -> None:
    rows = rows_of(a_campaign(cast, "preparing"))
    one_stale(at_once([lambda row=row: preparing.fill(row) for row in rows]))
    assert Member.objects.filter(graduate=cast.wang_graduate).count() == 1


def test_of_two_who_word_a_campaign_one_is_told(cast: Cast) -> None:
    rows = rows_of(a_campaign(cast))

    def worded(row: Campaign) -> None:
        preparing.word(campaign=row, texts={"unconfirmed": "确认"}, seen=0, by=cast.qian)

    one_stale(at_once([lambda row=row: worded(row) for row in rows]))


def test_of_two_who_take_a_campaign_further_one_is_told(cast: Cast) -> None:
    rows = rows_of(a_campaign(cast))
    step = releasing.propose
    one_stale(at_once([lambda row=row: step(campaign=row, seen=0, by=cast.qian) for row in rows]))
    assert Campaign.objects.get().state == "proposed"


def test_two_workers_write_a_campaign_s_messages_once(cast: Cast) -> None:
    made = a_campaign(cast, "running")
    said = at_once([lambda: releasing.write_next(made.pk)] * 2)
    assert sorted(each for each in said if isinstance(each, int)) == [0, 1]
    assert Message.objects.filter(batch=made.batch).count() == 1


def test_what_a_worker_has_in_hand_is_not_held(cast: Cast) -> None:
    with serving() as vendor:
        by_gateway(cast.zheng, vendor.url, SECRET)
        message = send(reachable(cast.zhao), "test")
        Message.objects.update(batch="b")
        at_once([
            lambda: deliver_now(message.pk), lambda: hold_batch(cast.school.pk, "b", by=cast.qian)
        ])  # fmt: skip
        message.refresh_from_db()
        assert (message.state, len(vendor.taken)) in (("sent", 1), ("held", 0))
