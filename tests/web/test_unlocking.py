"""Longer for one graduate excuses that one; one field of what was returned is opened by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quxiang.web.approvals.services import returning
from quxiang.web.audit.models import Entry
from quxiang.web.audit.roots import roots_file
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.services.filing import tell_settled
from quxiang.web.season.models import Extension
from quxiang.web.season.progress import Calendar, calendar_of, lines
from quxiang.web.season.services.extending import end, expire, extend
from quxiang.web.season.tasks import close_what_is_over
from web.cast import Cast, graduate, make_cast
from web.conftest import login
from web.signing import CONTRACT, file, open_step, registration

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WEEK = "2024-W24"
UNTIL = clock.aware(datetime(2024, 6, 20, 12))


@pytest.fixture
def cast(db: None) -> Cast:
    """Return everybody, in office since the season began."""
    roots_file().unlink(missing_ok=True)
    clock.move_to(clock.aware(datetime(2024, 1, 10)))
    return make_cast()


@pytest.fixture
def calendar(cast: Cast) -> Calendar:
    clock.move_to(clock.aware(datetime(2024, 6, 11, 10)))
    return calendar_of(cast.cohort)


def longer(cast: Cast, calendar: Calendar, **more: Any) -> Extension:
    told = {"label": WEEK, "until": UNTIL, "reason": "在境外", "by": cast.qian, **more}
    return extend(calendar=calendar, college=cast.agronomy, graduate=cast.wang_graduate, **told)


def waiting(cast: Cast, calendar: Calendar) -> int:
    period = calendar.find(WEEK)
    assert period is not None
    (row,) = lines(calendar, period, [cast.agronomy])
    return row.waiting


def test_who_has_longer_is_not_counted_and_nobody_else_is_excused(
    cast: Cast, calendar: Calendar
) -> None:
    other = graduate(cast.cohort, cast.agronomy, "20240777", "何六")
    for each in (cast.wang_graduate, other):
        tell_settled(graduate=each, said="yes", by=cast.zhao)
    assert waiting(cast, calendar) == 2
    made = longer(cast, calendar)
    assert waiting(cast, calendar) == 1
    own = login(Client(), cast.zhao)
    path = reverse("season:due", args=[cast.agronomy.pk])
    part = own.get(path, {"period": WEEK}).content.decode()
    assert "待登记 1 人，另有 1 人已延期" in part
    assert part.count("2024-06-20 12:00") == 1
    assert "待登记 2 人" in own.get(path, {"period": "2024-W23"}).content.decode()
    end(row=made, reason="误延", by=cast.qian)
    assert waiting(cast, calendar) == 2


def test_longer_is_over_when_it_is_over(cast: Cast, calendar: Calendar) -> None:
    tell_settled(graduate=cast.wang_graduate, said="yes", by=cast.zhao)
    longer(cast, calendar)
    clock.move_to(UNTIL + timedelta(minutes=1))
    assert waiting(cast, calendar_of(cast.cohort)) == 1


def send_back(cast: Cast) -> None:
    step = open_step(cast)
    returning.send_back(
        step=step, seen=step.run.version.number, reason="日期不对", by=cast.wu,
        unlocked=["agreed_on"],
    )  # fmt: skip


def returned(cast: Cast) -> Registration:
    """Return a registration to its author, with one field open."""
    file(cast)
    send_back(cast)
    return registration(cast)


WRONG = {**CONTRACT, "place_name": "郑州市"}


def test_a_wrong_field_is_opened_apart_and_closed_again(cast: Cast, calendar: Calendar) -> None:
    returned(cast)
    with pytest.raises(InvalidError, match="没有开放修改"):
        file(cast, WRONG)
    made = longer(cast, calendar, field="place_name")
    assert registration(cast).unlocked == ["agreed_on", "place_name"]
    assert Entry.objects.filter(action="registration.unlock", reason="在境外").count() == 1
    with pytest.raises(InvalidError, match="已经开放"):
        longer(cast, calendar, field="place_name")
    end(row=made, reason="改好了", by=cast.qian)
    assert registration(cast).unlocked == ["agreed_on"]
    longer(cast, calendar, field="place_name")
    file(cast, WRONG)
    assert registration(cast).current.place_name == "郑州市"


def test_what_was_opened_until_a_moment_is_closed_by_itself(cast: Cast, calendar: Calendar) -> None:
    returned(cast)
    made = longer(cast, calendar, field="place_name")
    close_what_is_over(clock.now())
    assert registration(cast).unlocked == ["agreed_on", "place_name"]
    clock.move_to(UNTIL)
    close_what_is_over(clock.now())
    assert registration(cast).unlocked == ["agreed_on"]
    made.refresh_from_db()
    assert (made.end_reason, made.ended_by) == ("到期", None)
    expire(made)
    with pytest.raises(StaleStateError):
        end(row=made, reason="误延", by=cast.qian)
    assert Entry.objects.filter(action="extension.expire").count() == 1
    page = login(Client(), cast.qian).get(reverse("season:moves")).content.decode()
    assert "只开放：" in page
    assert "到期" in page


def test_what_went_on_meanwhile_is_left_as_it_is(cast: Cast, calendar: Calendar) -> None:
    returned(cast)
    made = longer(cast, calendar, field="place_name")
    file(cast, WRONG)
    end(row=made, reason="改好了", by=cast.qian)
    assert registration(cast).unlocked == []
    assert not Entry.objects.filter(action="registration.lock").exists()


def test_a_field_is_opened_on_the_page_where_one_is_closed(cast: Cast, calendar: Calendar) -> None:
    centre, path = login(Client(), cast.qian), reverse("season:extend")
    told = {"college": cast.agronomy.pk, "label": WEEK, "until": "2024-06-20T12:00",
            "reason": "岗位填错", "field": "place_name"}  # fmt: skip
    number = {"student_no": cast.wang_graduate.student_no}
    for typed, said in (
        ({}, "请填学号"), (number, "还没有登记"), ({**number, "field": "name"}, "请选列出的填报项"),
    ):  # fmt: skip
        answer = centre.post(path, {**told, **typed})
        assert (answer.status_code, said in answer.content.decode()) == (422, True), said
    file(cast)
    answer = centre.post(path, {**told, **number})
    assert (answer.status_code, "不用单独开放" in answer.content.decode()) == (422, True)
    assert not Extension.objects.exists()
    send_back(cast)
    assert centre.post(path, {**told, **number}).status_code == 302
    assert registration(cast).unlocked == ["agreed_on", "place_name"]
    assert login(Client(), cast.zhao).post(path, {**told, **number}).status_code == 403
