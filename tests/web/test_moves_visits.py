"""Visits, two real transactions against each other."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from quxiang.web.alerts.services import answering
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.visits.models import FieldVisit, VisitPhoto
from quxiang.web.visits.services import photographing, planning, reporting, settling
from quxiang.web.visits.services.reporting import Report
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast
from web.uploads import photo
from web.visiting import a_cluster, callers, done, planned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
SITE = "https://quxiang.example/"


def said(visit: FieldVisit) -> Report:
    told = {each.graduate_id: "working" for each in visit.people.all()}
    at = clock.now() - timedelta(minutes=1)
    return Report(arrived_at=at, found="absent", business="没有这家店", told=told)


def rows(visit: FieldVisit) -> list[FieldVisit]:
    return [FieldVisit.objects.get(pk=visit.pk) for _ in range(2)]


def reported(cast: Cast) -> FieldVisit:
    who = callers(cast)
    visit = planned(cast, who.lu, who.zhuang)
    reporting.report(visit=visit, key=str(uuid4()), report=said(visit), seen=1, by=who.lu)
    return visit


def test_of_two_reports_at_once_one_is_taken(cast: Cast) -> None:
    who = callers(cast)
    visit = planned(cast, who.lu, who.zhuang)
    whole = said(visit)
    one_stale(at_once([
        lambda row=row, by=by: reporting.report(
            visit=row, key=str(uuid4()), report=whole, seen=1, by=by
        )
        for row, by in zip(rows(visit), (who.lu, who.zhuang), strict=True)
    ]))  # fmt: skip
    visit.refresh_from_db()
    assert (visit.state, visit.round) == ("reported", 1)


def test_of_two_photos_with_one_key_at_once_one_is_kept(cast: Cast) -> None:
    who = callers(cast)
    visit, key = planned(cast, who.lu, who.zhuang), str(uuid4())
    made = at_once([
        lambda row=row: photographing.add(
            visit=row, key=key, content=photo(), taken_at=None, by=who.lu
        ).pk
        for row in rows(visit)
    ])  # fmt: skip
    assert made == [VisitPhoto.objects.get().pk] * 2


def test_a_photo_two_take_out_at_once_is_taken_out_by_one(cast: Cast) -> None:
    who = callers(cast)
    visit = planned(cast, who.lu, who.zhuang)
    photographing.add(
        visit=visit, key=str(uuid4()), content=photo(), taken_at=None, by=who.lu
    )  # fmt: skip
    shots = [VisitPhoto.objects.select_related("visit").get() for _ in range(2)]
    one_stale(at_once([
        lambda shot=shot, by=by: photographing.remove(photo=shot, by=by)
        for shot, by in zip(shots, (who.lu, who.zhuang), strict=True)
    ]))  # fmt: skip


def test_of_two_who_change_a_plan_at_once_one_is_told(cast: Cast) -> None:
    who = callers(cast)
    visit = planned(cast, who.lu, None)
    one, two = rows(visit)
    one_stale(at_once([
        lambda: planning.assign(
            visit=one, first=who.lu.pk, second=who.zhuang.pk, seen=1, by=cast.qian
        ),
        lambda: planning.call_off(visit=two, reason="店已拆", seen=1, by=who.tang),
    ]))  # fmt: skip


def test_of_two_plans_from_a_case_that_closes_one_is_told(cast: Cast) -> None:
    who = callers(cast)
    case = a_cluster(cast)
    answering.answer(case=case, said=answering.Said("explained", "情况属实"), by=cast.zhao)
    seen = answering.newest_event(case)
    answering.close(case=case, said=answering.Said(seen=seen), by=cast.qian)
    told = refused(at_once([lambda: planned(cast, who.lu, who.zhuang, case)] * 2))
    assert [type(each) for each in told] == [StaleStateError] * 2
    assert not FieldVisit.objects.exists()


def test_both_words_at_once_complete_a_visit_and_one_word_counts_once(cast: Cast) -> None:
    visit = reported(cast)
    first, second = visit.first, visit.second
    assert second is not None
    twice = at_once([
        lambda row=row: reporting.confirm(visit=row, seen=row.digest, by=first, site=SITE)
        for row in rows(visit)
    ])  # fmt: skip
    assert twice[won(twice)] is False
    assert [type(each) for each in refused(twice)] == [InvalidError]
    assert reporting.confirm(visit=visit, seen=visit.digest, by=second, site=SITE)
    visit.refresh_from_db()
    assert (visit.state, visit.words.count()) == ("done", 2)


def test_of_two_who_reopen_at_once_one_is_told(cast: Cast) -> None:
    visit = reported(cast)
    people = (visit.first, visit.second)
    one_stale(at_once([
        lambda row=row, by=by: reporting.reopen(
            visit=row, reason="人数不对", seen=row.revision, by=by
        )
        for row, by in zip(rows(visit), people, strict=True)
    ]))  # fmt: skip


def test_of_two_who_settle_at_once_one_is_told(cast: Cast) -> None:
    who = callers(cast)
    visit = done(cast, who)
    closes = frozenset(visit.cases.values_list("case_id", flat=True))
    concluded = settling.Settlement("true", "店在营业，一人在岗。", closes)
    one_stale(at_once([
        lambda row=row, by=by: settling.settle(
            visit=row, said=concluded, seen=row.revision, by=by
        )
        for row, by in zip(rows(visit), (cast.qian, who.tang), strict=True)
    ]))  # fmt: skip
    assert visit.cases.get().case.outcome == "justified"
