"""A period is closed by its college; deadlines are read two ways, moved by what moves them."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quxiang.standards.calendar import periods
from quxiang.web.audit.models import Entry
from quxiang.web.audit.roots import roots_file
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.destinations.services.filing import submit, tell_settled
from quxiang.web.jobs.models import Job
from quxiang.web.season import due
from quxiang.web.season.models import Closing, Extension, Outage, Snapshot
from quxiang.web.season.progress import Calendar, calendar_of, lines
from quxiang.web.season.services.closing import close
from quxiang.web.season.services.extending import Stop, end, extend, log_outage
from quxiang.web.season.tasks import TASK, ended_period, freeze, freeze_what_ended
from quxiang.web.season.timing import Standing, due_of, standing
from web.cast import Cast, graduate, make_cast
from web.conftest import login
from web.signing import file
from web.test_queries import MOST, cost

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: a Tuesday in June; the week ends as Thursday begins
TUESDAY = datetime(2024, 6, 11, 10)
WEEK = "2024-W24"


def at(moment: datetime) -> None:
    clock.move_to(clock.aware(moment))


@pytest.fixture
def cast(db: None) -> Cast:
    """Return everybody, in office since the season began."""
    roots_file().unlink(missing_ok=True)
    at(datetime(2024, 1, 10))
    return make_cast()


@pytest.fixture
def calendar(cast: Cast) -> Calendar:
    at(TUESDAY)
    return calendar_of(cast.cohort)


def now(cast: Cast) -> Calendar:
    return calendar_of(cast.cohort)


def line(cast: Cast) -> Standing:
    found = now(cast)
    period = found.find(WEEK)
    assert period is not None
    (row,) = lines(found, period, [cast.agronomy])
    return row.standing


def test_a_college_is_warned_by_the_strict_reading_and_overdue_by_the_lenient(cast: Cast) -> None:
    said = {}
    for moment in (
        datetime(2024, 6, 5, 23, 59), TUESDAY, datetime(2024, 6, 12, 23, 59),
        datetime(2024, 6, 13), datetime(2024, 6, 13, 23, 59), datetime(2024, 6, 14),
    ):  # fmt: skip
        at(moment)
        said[f"{moment:%d %H:%M}"] = line(cast).key
    assert said == {
        "05 23:59": "ahead", "11 10:00": "open", "12 23:59": "open", "13 00:00": "warned",
        "13 23:59": "warned", "14 00:00": "overdue",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("closed", "key"),
    [(TUESDAY, "on_time"), (datetime(2024, 6, 13, 20), "on_time"), (datetime(2024, 6, 14), "late")],
)
def test_what_is_closed_before_the_lenient_end_is_on_time(
    cast: Cast, closed: datetime, key: str
) -> None:
    at(closed)
    close(calendar=now(cast), college=cast.agronomy, label=WEEK, by=cast.zhao)
    at(datetime(2024, 7, 20))
    assert line(cast).key == key


def test_nothing_to_tell_is_a_zero_report_and_something_is_a_check(
    cast: Cast, calendar: Calendar
) -> None:
    made = close(calendar=calendar, college=cast.agronomy, label=WEEK, by=cast.zhao)
    assert (made.kind, made.left, made.entered) == ("zero", 0, 0)
    tell_settled(graduate=cast.wang_graduate, said="yes", by=cast.zhao)
    with pytest.raises(InvalidError, match="还有 1 人"):
        close(calendar=calendar, college=cast.agronomy, label="2024-W23", by=cast.zhao)
    told: dict[str, Any] = {"label": "2024-W23", "note": "单位盖章在路上", "by": cast.zhao}
    made = close(calendar=calendar, college=cast.agronomy, **told)
    assert (made.kind, made.left) == ("checked", 1)
    entry = Entry.objects.filter(action="closing.close").latest("pk")
    assert (entry.after["period"], entry.after["left"]) == ("2024-W23", 1)


def test_a_period_is_closed_once_and_only_when_it_has_begun(cast: Cast, calendar: Calendar) -> None:
    close(calendar=calendar, college=cast.agronomy, label=WEEK, by=cast.zhao)
    with pytest.raises(StaleStateError, match="刚才已经核对过"):
        close(calendar=calendar, college=cast.agronomy, label=WEEK, by=cast.zhao)
    for label, said in {"2024-W25": "还没有开始", "2024-W99": "没有这一期"}.items():
        with pytest.raises(InvalidError, match=said):
            close(calendar=calendar, college=cast.agronomy, label=label, by=cast.zhao)
    assert Closing.objects.count() == 1


def test_who_is_settled_is_due_until_it_counts_and_who_is_seeking_never_is(
    cast: Cast, calendar: Calendar
) -> None:
    def why() -> list[str]:
        return [each.why for each in due.waiting(cast.cohort, cast.agronomy.pk)]

    assert why() == []
    tell_settled(graduate=cast.wang_graduate, said="yes", by=cast.zhao)
    assert why() == ["已落实，未填写"]
    file(cast, {"code": "801", "employer_name": "云梦大学"}, by=cast.zhao)
    assert why() == ["已填写，未生效"]
    other = graduate(cast.cohort, cast.agronomy, "20240009", "丁小谷")
    submit(graduate=other, typed={"code": "70-QZZ"}, seen=0, by=cast.zhao)
    assert why() == ["已填写，未生效"]
    both = [cast.agronomy.pk, cast.letters.pk]
    assert due.counts(cast.cohort, both, calendar.standard) == {cast.agronomy.pk: 1}
    assert due.counts(cast.cohort, [cast.letters.pk], calendar.standard) == {}


def test_an_extension_replaces_both_readings_for_one_college(
    cast: Cast, calendar: Calendar
) -> None:
    until = clock.aware(datetime(2024, 6, 20, 12))
    told: dict[str, Any] = {"label": WEEK, "until": until, "reason": "录入员住院", "by": cast.qian}
    made = extend(calendar=calendar, college=cast.agronomy, **told)
    at(datetime(2024, 6, 20, 11, 59))
    assert line(cast).key == "open"
    period = now(cast).find(WEEK)
    assert period is not None
    (other,) = lines(now(cast), period, [cast.letters])
    assert other.standing.key == "overdue"
    at(datetime(2024, 6, 20, 12))
    assert line(cast).key == "overdue"
    at(datetime(2024, 6, 15))
    end(row=made, reason="误延", by=cast.qian)
    assert line(cast).key == "overdue"
    with pytest.raises(StaleStateError):
        end(row=Extension.objects.get(), reason="再撤", by=cast.qian)


def test_a_graduate_with_longer_is_not_left_over(cast: Cast, calendar: Calendar) -> None:
    tell_settled(graduate=cast.wang_graduate, said="yes", by=cast.zhao)
    until = clock.aware(datetime(2024, 6, 20, 12))
    told: dict[str, Any] = {"label": WEEK, "until": until, "reason": "在境外", "by": cast.qian}
    extend(calendar=calendar, college=cast.agronomy, graduate=cast.wang_graduate, **told)
    made = close(calendar=calendar, college=cast.agronomy, label=WEEK, by=cast.zhao)
    assert made.left == 0
    with pytest.raises(InvalidError, match="不在这个学院"):
        extend(calendar=calendar, college=cast.letters, graduate=cast.wang_graduate, **told)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (datetime(2024, 6, 13), "不晚于原截止"),
        (datetime(2024, 6, 14), "不晚于原截止"),
        (datetime(2025, 6, 14), "最多延"),
    ],
)
def test_an_extension_ends_after_the_deadline_and_not_far_after(
    cast: Cast, calendar: Calendar, until: datetime, said: str
) -> None:
    told: dict[str, Any] = {
        "label": WEEK,
        "until": clock.aware(until),
        "reason": "住院",
        "by": cast.qian,
    }
    with pytest.raises(InvalidError, match=said):
        extend(calendar=calendar, college=cast.agronomy, **told)


def test_an_outage_moves_the_deadlines_near_it_and_no_other(cast: Cast, calendar: Calendar) -> None:
    at(datetime(2024, 6, 15))
    span = [clock.aware(datetime(2024, 6, 13, hour)) for hour in (18, 21)]
    stop = Stop("全国登记系统", *span)
    made = log_outage(cohort=cast.cohort, stop=stop, reason="省中心通知", by=cast.qian)
    period = now(cast).find(WEEK)
    assert period is not None
    for minutes, key in ((179, "warned"), (180, "overdue")):
        at(datetime(2024, 6, 14) + timedelta(minutes=minutes))
        assert line(cast).key == key
    end(row=made, reason="误记", by=cast.qian)
    at(datetime(2024, 6, 14, 1))
    assert line(cast).key == "overdue"


@pytest.mark.parametrize(
    ("hours", "said"), [((21, 18), "不晚于停用"), ((18, 18), "不晚于停用"), ((5, 400), "最长")]
)
def test_an_outage_has_an_end_after_its_beginning(
    cast: Cast, calendar: Calendar, hours: tuple[int, int], said: str
) -> None:
    start = clock.aware(datetime(2024, 5, 1))
    span = [start + timedelta(hours=each) for each in hours]
    stop = Stop("登记系统", *span)
    with pytest.raises(InvalidError, match=said):
        log_outage(cohort=cast.cohort, stop=stop, reason="通知", by=cast.qian)
    assert not Outage.objects.exists()


def test_a_moved_deadline_gives_back_the_hours_that_were_lost() -> None:
    """Against a walk minute by minute: as many minutes to work in as there were before."""
    chance = random.Random(7)
    period = next(each for each in periods(2024) if each.label == WEEK)
    start = period.lenient - timedelta(days=1)
    for _ in range(200):
        spans = []
        for _ in range(chance.randint(0, 4)):
            began = start + timedelta(minutes=chance.randint(-900, 2200))
            spans.append((began, began + timedelta(minutes=chance.randint(1, 400))))
        left, moment = 24 * 60, start
        while left:
            left -= not any(began <= moment < over for began, over in spans)
            moment += timedelta(minutes=1)
        moved = due_of(period, None, spans).lenient
        idle = any(began <= moment < over for began, over in spans)
        assert moved == moment or (idle and moved > moment), spans


def test_a_day_in_august_has_one_reading() -> None:
    period = next(each for each in periods(2024) if each.label == "2024-D0805")
    due_then = due_of(period, None, [])
    hour = datetime(2024, 8, 5, 17)
    assert (due_then.strict, due_then.lenient) == (hour, hour)
    begun = {"since": datetime(2024, 1, 10)}
    assert standing(period, due_then, None, now=hour, **begun).key == "overdue"
    before = hour - timedelta(seconds=1)
    assert standing(period, due_then, None, now=before, **begun).key == "open"


def test_what_was_due_before_the_school_began_here_is_not_overdue(cast: Cast) -> None:
    at(datetime(2024, 6, 17))
    cast.cohort.opened_at = clock.aware(datetime(2024, 6, 14))
    cast.cohort.save()
    assert line(cast).key == "before"
    own = f"{reverse('season:college', args=[cast.agronomy.pk])}?period={WEEK}"
    page = login(Client(), cast.zhao).get(own).content.decode()
    assert "不需核对" in page
    assert 'name="note"' not in page
    cast.cohort.opened_at = clock.aware(datetime(2024, 6, 13, 23, 59))
    cast.cohort.save()
    assert line(cast).key == "overdue"


def test_the_pages_show_it_and_a_college_closes_with_one_tap(
    cast: Cast, calendar: Calendar
) -> None:
    own = login(Client(), cast.zhao)
    page = own.get(reverse("season:progress")).content.decode()
    assert "农学院" in page
    assert "文学院" not in page
    path = reverse("season:close", args=[cast.agronomy.pk])
    assert own.post(path, {"period": WEEK}).status_code == 302
    assert own.post(path, {"period": WEEK}).status_code == 409
    whole = login(Client(), cast.qian).get(reverse("season:progress")).content.decode()
    assert "零报告" in whole
    assert "文学院" in whole
    answer = own.post(path, {"period": "2024-W30"})
    assert answer.status_code == 422
    assert "还没有开始" in answer.content.decode()
    shown = own.get(reverse("season:college", args=[cast.agronomy.pk])).content.decode()
    assert "零报告" in shown
    assert own.get(reverse("season:calendar")).status_code == 200
    tell_settled(graduate=cast.wang_graduate, said="yes", by=cast.zhao)
    part = own.get(reverse("season:due", args=[cast.agronomy.pk])).content.decode()
    assert cast.wang_graduate.name in part
    for name in ("progress", "college", "due", "moves", "calendar"):
        args = [cast.agronomy.pk] if name in ("college", "due") else []
        asked = cost(cast, "zhao", reverse(f"season:{name}", args=args))
        assert len(asked) <= MOST, (name, asked)


def test_the_centre_moves_deadlines_on_a_page_and_is_told_what_is_wrong(
    cast: Cast, calendar: Calendar
) -> None:
    centre = login(Client(), cast.qian)
    told = {"college": cast.agronomy.pk, "label": WEEK, "until": "2024-06-20T12:00", "reason": "病"}
    path = reverse("season:extend")
    answer = centre.post(path, told)
    assert answer.status_code == 422
    assert "写明原因" in answer.content.decode()
    assert centre.post(path, {**told, "reason": "住院"}).status_code == 302
    for name, typed, said in (
        ("until", "后天", "不是一个时刻"), ("student_no", "9999", "没有学号"),
        ("college", "0", "请选列出的学院"), ("label", "x", "请选列出的期"),
    ):  # fmt: skip
        answer = centre.post(path, {**told, "reason": "住院", name: typed})
        assert (answer.status_code, said in answer.content.decode()) == (422, True), name
    assert Extension.objects.count() == 1
    page = centre.get(reverse("season:moves")).content.decode()
    assert "住院" in page
    made = Extension.objects.get()
    ending = reverse("season:end_extension", args=[made.pk])
    assert centre.post(ending, {"reason": ""}).status_code == 422
    assert centre.post(ending, {"reason": "误延"}).status_code == 302
    assert "误延" in centre.get(reverse("season:moves")).content.decode()


def test_a_period_that_ended_is_frozen_once_as_it_was_known_then(cast: Cast) -> None:
    at(datetime(2024, 6, 12, 20))
    file(cast, {"code": "801", "employer_name": "云梦大学"}, by=cast.zhao)
    at(datetime(2024, 6, 13, 0, 4))
    graduate(cast.cohort, cast.agronomy, "20240009", "丁小谷")
    assert (ended := ended_period(cast.cohort, clock.now())) is not None
    assert ended.label == WEEK
    freeze_what_ended(clock.now())
    freeze_what_ended(clock.now())
    (job,) = Job.objects.filter(kind=TASK)
    for _ in range(2):
        freeze(None, **job.args)
    row = Snapshot.objects.get(period=WEEK)
    assert clock.local(row.known_at) == datetime(2024, 6, 13)
    assert row.people == 2, "who came after it ended is not in it"
    freeze_what_ended(clock.now())
    assert Job.objects.filter(kind=TASK).count() == 1
    at(datetime(2024, 6, 17))
    assert ended_period(cast.cohort, clock.now()) is None
    assert date(2024, 6, 13) == clock.local(row.moment).date()


def test_today_leads_a_recorder_to_closing_the_period(cast: Cast, calendar: Calendar) -> None:
    path, here = reverse("destinations:today"), reverse("season:college", args=[cast.agronomy.pk])
    assert here in login(Client(), cast.zhao).get(path).content.decode()
    assert "本期核对" not in login(Client(), cast.qian).get(path).content.decode()
    assert len(cost(cast, "zhao", path)) <= MOST
