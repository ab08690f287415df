"""Notices, two real transactions against each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from quxiang.web.common import clock
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notices.services import stepping
from web.at_once import at_once, one_stale
from web.cast import Cast
from web.noticing import SITE, drafted, head

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_of_two_who_act_on_a_notice_at_once_one_is_told(cast: Cast) -> None:
    han, notice = head(cast), drafted(cast)
    words = stepping.Words(
        title="整改通知书", matter="材料缺失。", demand="补齐材料。", reply_by=clock.today()
    )
    said: Mapping[str, Any] = {"text": "已逐条核实。", "paper": None}
    back: Mapping[str, Any] = {"text": "请写明责任。", "reply_by": None}
    steps: tuple[tuple[Callable[..., None], Any, Mapping[str, Any]], ...] = (
        (stepping.edit, cast.qian, {"words": words}), (stepping.issue, cast.qian, {"site": SITE}),
        (stepping.answer, han, said), (stepping.send_back, cast.qian, back),
        (stepping.answer, han, said), (stepping.accept, cast.qian, {"text": ""}),
    )  # fmt: skip
    for seen, (step, by, more) in enumerate(steps, 1):
        rows = [
            CollegeNotice.objects.select_related("college", "school").get(pk=notice.pk)
            for _ in range(2)
        ]
        one_stale(at_once([
            lambda row=row, step=step, by=by, more=more, seen=seen: step(
                notice=row, seen=seen, by=by, **more
            )
            for row in rows
        ]))  # fmt: skip
    verbs = list(notice.steps.values_list("verb", flat=True))
    assert verbs == ["draft", "edit", "issue", "answer", "return", "answer", "accept"]
    notice.refresh_from_db()
    assert notice.document is not None
    assert notice.document.number == 1


def test_two_notices_issued_at_once_have_numbers_of_their_own(cast: Cast) -> None:
    notices = [drafted(cast), drafted(cast)]
    at_once([
        lambda row=row: stepping.issue(notice=row, site=SITE, seen=1, by=cast.qian)
        for row in notices
    ])  # fmt: skip
    numbers = CollegeNotice.objects.values_list("document__number", flat=True)
    assert sorted(n for n in numbers if n is not None) == [1, 2]
