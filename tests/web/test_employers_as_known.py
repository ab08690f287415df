"""The rules judge an employer by what was known of it then: looked up, taken over, or refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quxiang.engine.snapshots import open_snapshot
from quxiang.web.accounts.models import User
from quxiang.web.alerts.models import Case
from quxiang.web.common import clock
from quxiang.web.employers.lookupmodels import LookUp, LookUpSource
from quxiang.web.employers.models import Employer
from quxiang.web.employers.normalising import owner_key
from quxiang.web.employers.services.taking import keep_own, moment_seen, take_over
from quxiang.web.season.services import taking
from web.alerting import MOMENT, entered, run_rules
from web.cast import Cast
from web.looking_up import firm
from web.signing import CONTRACT

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HOURS = timedelta(hours=1)


def at(hours: int) -> datetime:
    """Move the clock to so many hours after everything began, and return the moment."""
    moment = clock.aware(MOMENT) + hours * HOURS
    clock.move_to(moment)
    return moment


def looked_up(employer: Employer, **said: object) -> LookUp:
    source, _ = LookUpSource.objects.get_or_create(
        school=employer.school, number=1,
        defaults={"url": "https://firms.example/", "at": clock.now(), "by": User.objects.all()[0]},
    )  # fmt: skip
    return LookUp.objects.create(
        school=employer.school, employer=employer, source=source, asked=employer.uscc,
        outcome="found", at=clock.now(), **said,
    )  # fmt: skip


def known(cast: Cast, moment: datetime) -> dict[str, object]:
    """Return the employer as a snapshot of a moment has it."""
    taken = taking.snapshot(cohort=cast.cohort, by=cast.qian, why="测试", known_at=moment)
    (row,) = open_snapshot(taken.path).dataset.tables["employers"].to_pylist()
    return {name: row[name] for name in ("status", "address_key", "legal_person_hash")}


def test_rules_know_what_was_looked_up_and_what_a_person_made_of_it(cast: Cast) -> None:
    at(0)
    made = firm(cast, CONTRACT["employer_uscc"], CONTRACT["employer_name"], status="存续")
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    assert not Case.objects.filter(rule="E302").exists()
    at(1)
    found = looked_up(made, status="注销")
    at(2)
    run_rules(cast)
    case = Case.objects.get(rule="E302")
    assert "注销" in case.message
    keep_own(look_up=found, seen=moment_seen(made), by=cast.qian, reason="同名的另一家")
    at(3)
    run_rules(cast)
    case.refresh_from_db()
    assert (case.closed_at is not None or case.gone_at is not None) is True


def test_a_snapshot_of_an_earlier_moment_knows_no_later_look_up(cast: Cast) -> None:
    begin = at(0)
    made = firm(
        cast, CONTRACT["employer_uscc"], CONTRACT["employer_name"], status="存续",
        address="甲路", address_key="甲路",
    )  # fmt: skip
    first = at(2)
    looked_up(made, status="注销", address="", legal_person_hash=owner_key("何大田"))
    at(4)
    newest = looked_up(made, status="吊销", address="乙路 1 号")
    at(6)
    take_over(
        look_up=newest, fields=["status", "address"], seen=moment_seen(made), by=cast.qian
    )  # fmt: skip
    now = at(8)
    own = {"status": "存续", "address_key": "甲路", "legal_person_hash": None}
    assert known(cast, begin + HOURS) == own
    looked = known(cast, first + HOURS)
    assert looked["legal_person_hash"] not in (None, owner_key("何大田"))
    assert {**looked, "legal_person_hash": None} == {**own, "status": "注销"}
    assert known(cast, begin + 5 * HOURS) == {**own, "status": "吊销", "address_key": "乙路1号"}
    assert known(cast, now) == {**own, "status": "吊销", "address_key": "乙路1号"}
