"""Employers, two real transactions against each other."""

from __future__ import annotations

import pytest

from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.employers.lookupmodels import LookUp, LookUpSource
from quxiang.web.employers.lookups.reading import FIELDS
from quxiang.web.employers.models import Employer, EmployerChange, Visit
from quxiang.web.employers.services.pacing import reserve
from quxiang.web.employers.services.sourcing import save_source
from quxiang.web.employers.services.taking import keep_own, moment_seen, take_over
from quxiang.web.employers.services.visiting import call_off, plan, report
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
SAID = {
    "enabled": True, "url": "https://firms.example/{代码}", "method": "GET", "body": "",
    "headers": {}, "secret_header": "", "paths": dict.fromkeys(FIELDS, "a"), "statuses": {},
    "absent_path": "", "absent_value": "", "keep_days": 30, "per_minute": 1, "seconds": 1,
}  # fmt: skip


def saved(cast: Cast) -> LookUpSource:
    return save_source(by=cast.qian, after=0, secret="", said=SAID, reason="")


def looked_up(cast: Cast, name: str, **said: object) -> tuple[Employer, LookUp]:
    employer = Employer.objects.create(
        school=cast.school, name=name, folded_name=name, recorded_at=clock.now()
    )
    found = LookUp.objects.create(
        school=cast.school, employer=employer, source=LookUpSource.objects.get(), asked=name,
        outcome="found", at=clock.now(), **said,
    )  # fmt: skip
    return employer, found


def test_of_two_who_set_how_employers_are_looked_up_one_is_told(cast: Cast) -> None:
    one_stale(at_once([lambda: saved(cast)] * 2))
    assert LookUpSource.objects.count() == 1


def test_of_two_questions_at_once_one_waits(cast: Cast) -> None:
    source = saved(cast)
    waits = at_once([lambda: reserve(source)] * 2)
    assert sorted(bool(each) for each in waits) == [False, True]
    assert all(bool(each) for each in at_once([lambda: reserve(source)] * 2))


def test_of_two_who_decide_what_a_look_up_says_one_is_told(cast: Cast) -> None:
    saved(cast)
    employer, found = looked_up(cast, "太行种业", status="注销")
    seen = moment_seen(Employer.objects.get())
    one_stale(at_once([
        lambda: take_over(look_up=found, fields=["status"], seen=seen, by=cast.qian),
        lambda: keep_own(look_up=found, seen=seen, by=cast.qian, reason="已电话核实"),
    ]))  # fmt: skip
    employer.refresh_from_db()
    assert (employer.status == "注销") == EmployerChange.objects.exists()


def test_of_two_employers_that_are_given_one_code_at_once_one_has_it(cast: Cast) -> None:
    saved(cast)
    given = [looked_up(cast, name, uscc="91410700MA0000001X") for name in ("甲公司", "乙公司")]
    seen = [(found, moment_seen(employer)) for employer, found in given]
    outcomes = at_once([
        lambda look_up=look_up, seen=moment: take_over(
            look_up=look_up, fields=["uscc"], seen=seen, by=cast.qian
        )
        for look_up, moment in seen
    ])  # fmt: skip
    won(outcomes)
    assert all(isinstance(each, InvalidError) for each in refused(outcomes))
    assert Employer.objects.exclude(uscc="").count() == 1


def test_of_two_who_end_a_visit_one_is_told(cast: Cast) -> None:
    saved(cast)
    employer, _ = looked_up(cast, "太行种业")
    given = {"planned_on": clock.today(), "visitors": "钱明", "purpose": "是否在岗"}
    plan(employer=employer, by=cast.qian, **given)
    one, two = Visit.objects.get(), Visit.objects.get()
    said = {"visited_on": clock.today(), "finding": "true", "text": "都在岗位上", "content": b""}
    one_stale(at_once([
        lambda: report(visit=one, by=cast.qian, **said),
        lambda: call_off(visit=two, reason="单位搬走了", by=cast.qian),
    ]))  # fmt: skip
    assert (Visit.objects.get().state == "made") == bool(Visit.objects.get().text)
