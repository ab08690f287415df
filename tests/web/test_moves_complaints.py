"""Complaints, two real transactions against each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quxiang.web.complaints.models import Complaint
from quxiang.web.complaints.services.handling import accept, ask, close, pass_on, reopen
from quxiang.web.complaints.services.receiving import Filed, receive, supplement
from web.at_once import at_once, one_stale
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
FILED = Filed("other", "", "有人替我填了去向，我并没有签过合同。")


def test_of_two_complaints_at_once_each_has_a_number_and_of_one_sent_twice_one_is_kept(
    cast: Cast,
) -> None:
    def send(nonce: str) -> str:
        return receive(school=cast.school, filed=FILED, nonce=nonce)

    at_once([lambda nonce=nonce: send(nonce) for nonce in "ab"])
    assert sorted(Complaint.objects.values_list("number", flat=True)) == [1, 2]
    assert len(set(at_once([lambda: send("c")] * 2))) == 1
    assert Complaint.objects.count() == 3


def test_of_two_who_pass_a_complaint_on_one_is_told(cast: Cast) -> None:
    receive(school=cast.school, filed=FILED, nonce="n")
    rows = [Complaint.objects.get() for _ in range(2)]
    about = [
        {"about": "college", "college_id": str(each.pk)} for each in (cast.agronomy, cast.letters)
    ]
    one_stale(at_once([
        lambda row=row, to=to: pass_on(complaint=row, by=cast.qian, **to)
        for row, to in zip(rows, about, strict=True)
    ]))  # fmt: skip
    assert Complaint.objects.get().college in (cast.agronomy, cast.letters)


def test_of_two_who_act_on_a_complaint_at_once_one_is_told(cast: Cast) -> None:
    receive(school=cast.school, filed=FILED, nonce="n")
    by = {"by": cast.qian}
    steps: tuple[tuple[Callable[..., None], dict[str, object]], ...] = (
        (accept, by), (ask, {"text": "请补充", **by}), (supplement, {"text": "补充了"}),
        (close, {"outcome": "partly", "text": "已更正", **by}), (reopen, {"text": "新证据", **by}),
    )  # fmt: skip
    for step, given in steps:
        rows = [Complaint.objects.get() for _ in range(2)]
        one_stale(at_once([
            lambda row=row, step=step, given=given: step(complaint=row, **given) for row in rows
        ]))  # fmt: skip
    moves = list(Complaint.objects.get().moves.values_list("verb", flat=True))
    assert moves == ["receive", "accept", "ask", "supplement", "close", "reopen"]
