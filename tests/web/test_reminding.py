"""Reminders: to whom something waits, once a day, upwards as time passes; never to advisers."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from quxiang.web.campaigns.reminding import remind
from quxiang.web.common import clock
from quxiang.web.destinations.models import Registration
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.models import Appointment
from quxiang.web.roster.models import Cohort
from quxiang.web.season.models import Closing
from quxiang.web.season.progress import calendar_of
from web.cast import Cast
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
YEAR = 2027


@pytest.fixture(name="season")
def _season(cast: Cast) -> Cohort:
    """Let the cohort be of a year to come, with one graduate who is settled and not registered."""
    clock.move_to(datetime(YEAR, 5, 1, 12, tzinfo=clock.SHANGHAI))
    Cohort.objects.filter(pk=cast.cohort.pk).update(year=YEAR, opened_at=clock.now())
    Registration.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, state="draft",
        graduate=cast.wang_graduate, changed_at=clock.now(), known_at=clock.now(),
    )  # fmt: skip
    return Cohort.objects.get(pk=cast.cohort.pk)


def closed(season: Cohort, cast: Cast, *, but: tuple[str, ...] = ()) -> None:
    """Close every period that has begun, in both colleges."""
    for period in calendar_of(season).until_now():
        for college in (cast.agronomy, cast.letters):
            if period.label not in but:
                Closing.objects.get_or_create(
                    school=cast.school, cohort=season, college=college, label=period.label,
                    defaults={"by": cast.zhao, "at": clock.now(), "entered": 0, "left": 0},
                )  # fmt: skip


def told_at(season: Cohort, cast: Cast, *at: int, close: bool = True) -> dict[str, str]:
    """Return what is written to whom at a moment of the year, everything before it closed."""
    clock.move_to(datetime(YEAR, *at, tzinfo=clock.SHANGHAI))
    if close:
        closed(season, cast, but=(calendar_of(season).shown.label,))
    before = set(Message.objects.values_list("pk", flat=True))
    for _ in range(2):  # asked again a tick later it is the same message
        remind(clock.now())
    rows = Message.objects.exclude(pk__in=before).values_list("user__name", "text")
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_on_the_last_day_the_recorder_is_told_how_many_wait(season: Cohort, cast: Cast) -> None:
    assert told_at(season, cast, 6, 14, 9) == {}  # a Monday, three days to go
    told = told_at(season, cast, 6, 16, 9)  # a Wednesday
    assert list(told) == ["赵秋"]
    assert "农学院有 1 人已落实未登记或变更未完成，" in told["赵秋"]
    assert "6月17日 24:00前" in told["赵秋"]


def test_in_august_it_is_one_a_day_and_in_office_hours(season: Cohort, cast: Cast) -> None:
    assert told_at(season, cast, 8, 3, 8, 59) == {}
    assert list(told_at(season, cast, 8, 3, 9)) == ["赵秋"]
    assert told_at(season, cast, 8, 3, 15) == {}
    assert list(told_at(season, cast, 8, 4, 10)) == ["赵秋"]
    assert told_at(season, cast, 8, 5, 19) == {}


def test_where_nothing_waits_nobody_is_told(season: Cohort, cast: Cast) -> None:
    Registration.objects.update(known_at=None)
    assert told_at(season, cast, 8, 3, 9) == {}


def test_what_is_overdue_goes_up_day_by_day(season: Cohort, cast: Cast) -> None:
    clock.move_to(datetime(YEAR, 6, 10, 9, tzinfo=clock.SHANGHAI))
    closed(season, cast)
    Closing.objects.filter(cohort=season, label=calendar_of(season).shown.label).delete()
    assert list(told_at(season, cast, 6, 17, 9, close=False)) == ["赵秋"]  # the day itself
    sooner = told_at(season, cast, 6, 18, 9, close=False)
    assert set(sooner) == {"赵秋", "孙文"}  # of two colleges, both a period late
    assert "1 期逾期未核对" in sooner["赵秋"]
    later = told_at(season, cast, 6, 19, 9, close=False)
    assert set(later) == {"赵秋", "孙文", "李建"}
    last = told_at(season, cast, 6, 20, 9, close=False)
    assert set(last) == {"赵秋", "孙文", "李建", "钱明"}
    assert "2 个学院逾期两天以上未核对" in last["钱明"]


def test_an_adviser_is_never_reminded(season: Cohort, cast: Cast) -> None:
    for day in (3, 4, 5):
        told_at(season, cast, 8, day, 9, close=False)
    assert not Message.objects.filter(user=cast.wu).exists()


def test_the_message_leads_to_the_recorder_s_own_list(season: Cohort, cast: Cast) -> None:
    told_at(season, cast, 8, 3, 9)
    link = Message.objects.get(user=cast.zhao).link
    client = login(Client(), cast.zhao)
    inbox = client.get("/inbox/").content.decode()
    assert link in inbox
    assert client.get(link).status_code == 200
    (part,) = re.findall(r'hx-get="([^"]+)"', inbox)
    assert "王晓禾" in client.get(part).content.decode()
    assert login(Client(), cast.sun).get(part).status_code == 404  # another college's recorder


def test_whoever_records_for_two_colleges_is_told_once_of_both(season: Cohort, cast: Cast) -> None:
    clock.move_to(datetime(YEAR, 6, 10, 9, tzinfo=clock.SHANGHAI))
    closed(season, cast)
    Closing.objects.filter(cohort=season, label=calendar_of(season).shown.label).delete()
    own = Appointment.objects.filter(unit=cast.letters, kind="recorder", ended_at=None)
    own.update(user=cast.zhao)
    told = told_at(season, cast, 6, 18, 9, close=False)
    assert set(told) == {"赵秋"}
    assert "农学院、文学院有 1 人" in told["赵秋"]
    assert "2 期逾期未核对" in told["赵秋"]
