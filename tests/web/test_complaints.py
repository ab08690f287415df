"""Complaints: sent without a login, followed by a receipt, handled by whom they are not about."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.complaints import protection
from quxiang.web.complaints.models import Complaint, Knock
from quxiang.web.complaints.protection import drawn, opened
from quxiang.web.complaints.services.receiving import Filed, receive
from quxiang.web.complaints.snapshot import complaints as as_table
from quxiang.web.jobs.services import run_due
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.season.sources import Frame
from web.cast import Cast, appointed, staff
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TEXT = "有人替我填了去向，我并没有和这家公司签过合同。"
ADDRESS = "203.0.113.7"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protection, "QUICKEST", timedelta(0))


def sent(client: Client, **fields: object) -> object:
    """Fill in the form as a person does."""
    page = client.get("/complaints/new/").content.decode()
    seal = re.search(r'name="seal" value="([^"]+)"', page)
    assert seal is not None
    shown = opened(seal[1])
    assert shown is not None
    data = {"about": "other", "text": TEXT, "seal": seal[1], "answer": str(shown.answer), **fields}
    return client.post("/complaints/new/", data, REMOTE_ADDR=ADDRESS)


def receipt_in(answer: object) -> str:
    found = re.search(r"<strong>([0-9A-Z-]{31})</strong>", answer.content.decode())  # type: ignore[attr-defined]
    assert found is not None
    return found[1]


def followed(receipt: str, **more: str) -> object:
    return Client().post("/complaints/follow/", {"receipt": receipt, **more})


def test_from_the_form_to_the_outcome_and_to_the_snapshot(cast: Cast) -> None:
    receipt = receipt_in(sent(Client(), about="college", college=str(cast.agronomy.pk)))
    page = followed(receipt.lower().replace("-", " "))
    assert TEXT in page.content.decode()  # type: ignore[attr-defined]
    found = Complaint.objects.get()
    at = f"/complaints/{found.pk}"
    qian = login(Client(), cast.qian)
    assert TEXT in qian.get(f"{at}/").content.decode()
    assert f"{clock.local(found.at):%Y-%m-%d %H:%M}" in qian.get("/complaints/").content.decode()
    qian.post(f"{at}/accept/")
    qian.post(f"{at}/note/", {"text": "已调取合同原件"})
    qian.post(f"{at}/ask/", {"text": "请说明是哪家公司"})
    assert "请说明是哪家公司" in followed(receipt).content.decode()  # type: ignore[attr-defined]
    added = followed(receipt, text="是太行种业").content.decode()  # type: ignore[attr-defined]
    assert "补充的内容已收到" in added
    assert "已调取合同原件" not in added
    qian.post(f"{at}/concern/", {"number": "20240001"})
    assert qian.post(f"{at}/close/", {"outcome": "", "text": "属实"}).status_code == 422
    before = Frame(cast.cohort, clock.now(), read(cast.cohort, settings_of(cast.cohort)), b"k")
    qian.post(f"{at}/close/", {"outcome": "upheld", "text": "已更正去向并约谈"})
    said = followed(receipt).content.decode()  # type: ignore[attr-defined]
    assert "已更正去向并约谈" in said
    assert "属实" in said
    assert followed(receipt, text="还有").status_code == 422  # type: ignore[attr-defined]
    after = Frame(cast.cohort, clock.now(), before.settings, b"k", {cast.wang_graduate.pk: "w"})
    ((*_, college, _, then),) = as_table(before).values
    assert (college, then) == (cast.agronomy.name, None)
    ((_, _, person, *_, upheld),) = as_table(after).values
    assert (person, upheld) == ("w", True)
    qian.post(f"{at}/reopen/", {"text": "有新证据"})
    found.refresh_from_db()
    assert (found.state, found.outcome) == ("handling", "")


def test_nothing_tells_who_sent_it_or_from_where(cast: Cast) -> None:
    client = login(Client(), cast.wang)
    sent(client)
    sent(client, text=TEXT + "实名", name="王小禾", contact="13800000000")
    strict = Client(enforce_csrf_checks=True)
    assert login(strict, cast.wang).post("/complaints/new/", {}).status_code == 403
    assert not Entry.objects.filter(action="refused").exists()
    for entry in Entry.objects.filter(action="complaint.receive"):
        assert (entry.actor_id, entry.address, entry.request_id) == (None, "", "")
    kept = " ".join(str(row) for row in Complaint.objects.values_list())
    assert "王小禾" not in kept
    assert TEXT not in kept
    assert not any(ADDRESS in str(row) for row in Knock.objects.values_list())
    clock.move_to(clock.now() + timedelta(days=2))
    run_due(clock.now())


def test_traces_of_addresses_go_after_a_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(Client())
    assert Knock.objects.count() == 1
    later = clock.real_now() + timedelta(days=2)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    protection.forget_knocks()
    assert not Knock.objects.exists()


def test_only_the_handler_learns_who_complained_and_it_is_noted(cast: Cast) -> None:
    sent(Client(), name="王小禾", contact="13800000000")
    at = f"/complaints/{Complaint.objects.get().pk}"
    qian, zhou = login(Client(), cast.qian), login(Client(), cast.zhou)
    assert "13800000000" not in qian.get(f"{at}/").content.decode()
    assert "13800000000" in qian.post(f"{at}/who/").content.decode()
    assert Entry.objects.filter(action="complaint.reveal", actor_id=cast.qian.pk).count() == 1
    assert zhou.post(f"{at}/who/").status_code == 403
    assert "13800000000" not in zhou.get(f"{at}/").content.decode()
    assert zhou.post(f"{at}/close/", {"outcome": "refused", "text": "不办"}).status_code == 403
    zhou.post(f"{at}/state/", {"text": "建议补充调查"})
    assert "建议补充调查" in qian.get(f"{at}/").content.decode()


def test_nobody_handles_what_is_said_about_their_own_office(cast: Cast) -> None:
    head = appointed(staff(cast.school, "8201", "钟校"), PostKind.SCHOOL_REVIEWER)
    sent(Client(), about="centre")
    sent(Client(), about="college", college=str(cast.letters.pk))
    centre, letters = (f"/complaints/{each.pk}/" for each in Complaint.objects.order_by("number"))

    def seen(user: User) -> list[int]:
        return [login(Client(), user).get(each).status_code for each in (centre, letters)]

    assert [seen(user) for user in (cast.qian, head, cast.zhao)] == [
        [404, 200], [200, 404], [404, 404],
    ]  # fmt: skip
    login(Client(), cast.qian).post(f"{letters}pass/", {"about": "centre"})
    assert (seen(cast.qian), seen(head)) == ([404, 404], [200, 200])
    login(Client(), head).post(
        f"{letters}pass/", {"about": "college", "college": str(cast.letters.pk)}
    )
    assert seen(cast.qian) == [404, 200]
    appointed(cast.qian, PostKind.COLLEGE_HEAD, cast.letters)
    assert seen(cast.qian) == [404, 404]


@pytest.mark.parametrize(("fields", "said"), [
    ({"text": "太短"}, "情况说明要写 10 到 3000 个字"),
    ({"about": "college", "college": "99999999999999999999"}, "没有选是哪个学院"),
    ({"about": ""}, "没有选被举报的是谁"),
    ({"name": "只有姓名"}, "只填了一项"),
    ({"answer": "99"}, "算式的答案不对"),
    ({"website": "http://x"}, "不是人工填写"),
    ({"seal": "k1:坏"}, "打开得太久"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    cast: Cast, fields: dict[str, str], said: str
) -> None:
    answer = sent(Client(), **fields)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert said in page
    assert fields.get("text", TEXT) in page
    assert not Complaint.objects.exists()


def test_the_same_form_twice_is_one_complaint_and_too_many_are_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    _, seal = drawn()
    shown = opened(seal)
    assert shown is not None
    data = {"about": "other", "text": TEXT, "seal": seal, "answer": str(shown.answer)}
    both = [receipt_in(client.post("/complaints/new/", data)) for _ in range(2)]
    assert len(set(both)) == 1
    assert Complaint.objects.count() == 1
    monkeypatch.setitem(protection.LIMITS, "send", 2)
    assert "提交得太多" in client.post("/complaints/new/", data).content.decode()
    assert "没有这个查询码" in followed("0" * 26).content.decode()  # type: ignore[attr-defined]


def test_an_answer_in_words_or_full_width_is_right() -> None:
    assert protection._written(13) == ("13", "十三")
    assert protection._written(10) == ("10", "十")
    assert protection._written(9) == ("9", "九")


def test_numbers_of_complaints_follow_each_other(cast: Cast) -> None:
    for nonce in "ab":
        receive(school=cast.school, filed=Filed("other", "", TEXT), nonce=nonce)
    assert sorted(Complaint.objects.values_list("number", flat=True)) == [1, 2]
