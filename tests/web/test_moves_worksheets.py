"""Conclusions and rounds, two real transactions against each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quxiang.web.common import clock
from quxiang.web.worksheets.binding import list_digest, shown
from quxiang.web.worksheets.models import Conclusion, CrossRecord, CrossRound, CrossTask
from quxiang.web.worksheets.services.concluding import Said, conclude
from quxiang.web.worksheets.services.crossing import end_round, lapse, take_back
from quxiang.web.worksheets.services.many import Done, conclude_many
from web.at_once import at_once, one_stale, refused
from web.cast import Cast
from web.checking import a_round, checkers, file_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_of_two_who_conclude_for_one_side_at_once_one_is_told(cast: Cast) -> None:
    who, wang = checkers(cast), cast.wang_graduate
    file_for(wang, cast.wang)
    seen = shown([wang.pk], "college")[wang.pk].token
    one_stale(at_once([
        lambda by=by: conclude(
            graduate=wang, side="college", said=Said("ok", "ok"), seen=seen, by=by
        )
        for by in (cast.li, who.lv)
    ]))  # fmt: skip
    assert Conclusion.objects.filter(superseded_at__isnull=True).count() == 1


def test_of_two_who_conclude_on_one_list_at_once_each_record_is_said_once(cast: Cast) -> None:
    who, wang = checkers(cast), cast.wang_graduate
    file_for(wang, cast.wang)
    listed = {wang.pk: shown([wang.pk], "college")[wang.pk].token}
    done = at_once([
        lambda by=by: conclude_many(
            cohort=cast.cohort, side="college", listed=listed, chosen={wang.pk},
            digest=list_digest(listed), by=by,
        )
        for by in (cast.li, who.lv)
    ])  # fmt: skip
    assert sorted(each.count for each in done if isinstance(each, Done)) == [0, 1]
    assert Conclusion.objects.count() == 1


def test_two_rounds_made_at_once_have_numbers_of_their_own(cast: Cast) -> None:
    who = checkers(cast)
    outcomes = at_once([lambda: a_round(cast, who.he, who.lv)] * 2)
    assert refused(outcomes) == []
    assert sorted(CrossRound.objects.values_list("number", flat=True)) == [1, 2]


def test_of_two_who_end_a_round_at_once_one_is_told(cast: Cast) -> None:
    who = checkers(cast)
    a_round(cast, who.he, who.lv)
    rows = [CrossRound.objects.get() for _ in range(2)]
    one_stale(at_once([
        lambda row=row: end_round(found=row, reason="做完", by=cast.qian) for row in rows
    ]))  # fmt: skip
    assert not CrossRecord.objects.filter(ended_at__isnull=True).exists()
    over = a_round(cast, who.he, who.lv)
    clock.move_to(over.until + timedelta(minutes=1))
    rows = [CrossRound.objects.get(pk=over.pk) for _ in range(2)]
    one_stale(at_once([lambda row=row: lapse(row) for row in rows]))


def test_of_two_who_take_back_a_list_at_once_one_is_told(cast: Cast) -> None:
    who = checkers(cast)
    a_round(cast, who.he, who.lv)
    first = CrossTask.objects.earliest("pk")
    rows = [CrossTask.objects.get(pk=first.pk) for _ in range(2)]
    one_stale(at_once([
        lambda row=row: take_back(task=row, reason="改派", by=cast.qian) for row in rows
    ]))  # fmt: skip
    ended = CrossRecord.objects.filter(ended_at__isnull=False)
    assert set(ended.values_list("task_id", flat=True)) == {first.pk}
