"""Bulletins, two real transactions against each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from quxiang.web.bulletins.models import Bulletin, BulletinHeading
from quxiang.web.bulletins.services import drafting, heading, stepping
from web.at_once import at_once, one_stale
from web.bulletin_rows import a_snapshot, facts, kept_bulletin
from web.bulletining import WORDS, heads
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_of_two_who_draft_one_scope_at_once_one_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = a_snapshot(cast)
    monkeypatch.setattr(drafting, "facts_of", lambda *_: facts(row))
    for college in (None, cast.agronomy):
        one_stale(at_once([
            lambda college=college: drafting.draft(
                snapshot=row, kind="weekly", college=college, by=cast.qian
            )
        ] * 2))  # fmt: skip
        made = Bulletin.objects.get(college=college)
        assert made.steps.count() == 1


def test_of_two_who_act_on_a_bulletin_at_once_one_is_told(cast: Cast) -> None:
    who = heads(cast)
    bulletin = kept_bulletin(cast, a_snapshot(cast))
    reason, site = {"text": "要改一句话"}, {"site": "https://example.test/"}
    steps: tuple[tuple[Callable[..., None], Any, Mapping[str, str]], ...] = (
        (stepping.edit, cast.qian, WORDS), (stepping.sign, who.lin, {}),
        (stepping.reopen, cast.qian, reason), (stepping.sign, who.gao, {}),
        (stepping.issue, cast.qian, site), (stepping.withdraw, cast.qian, reason),
    )  # fmt: skip
    for seen, (step, by, more) in enumerate(steps, 1):
        rows = [Bulletin.objects.get(pk=bulletin.pk) for _ in range(2)]
        one_stale(at_once([
            lambda row=row, step=step, by=by, more=more, seen=seen: step(
                bulletin=row, seen=seen, by=by, **more
            )
            for row in rows
        ]))  # fmt: skip
    verbs = list(bulletin.steps.values_list("verb", flat=True))
    assert verbs == ["draft", "edit", "sign", "reopen", "sign", "issue", "withdraw"]
    bulletin.refresh_from_db()
    assert bulletin.document is not None
    assert bulletin.document.number == 1


def test_of_two_who_set_the_heading_at_once_one_is_told(cast: Cast) -> None:
    said = at_once([
        lambda code=code: heading.save_heading(
            school=cast.school, organ="就业处", code=code, red=False, weekly="school",
            fortnightly="all", reason="机构更名", after=0, by=cast.qian,
        )
        for code in ("就", "创")
    ])  # fmt: skip
    assert BulletinHeading.objects.get().code == ("就", "创")[one_stale(said)]
