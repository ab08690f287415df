"""Campaigns: who gets what and why, once each; two persons; held, gone on, through."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.campaigns.models import Campaign, Member
from quxiang.web.campaigns.services import preparing, releasing
from quxiang.web.campaigns.services.preparing import begin
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.destinations.models import Confirmation, Registration, Version
from quxiang.web.jobs.services import run_due, work_off
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.models import Graduate
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.sendings import by_gateway, reachable
from web.vendor import SECRET, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def with_account(cast: Cast, number: str, name: str, **facts: object) -> Graduate:
    from quxiang.web.accounts.services.users import create_user

    made = graduate(cast.cohort, cast.agronomy, number, name, **facts)
    made.person.user = create_user(
        school=cast.school, kind="graduate", number=number, name=name, by=None
    )
    made.person.save()
    return made


def registered(cast: Cast, who: Graduate, *confirmed: bool) -> Registration:
    """Register somebody: a version for each, confirmed in the national system or not."""
    row = Registration.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, graduate=who,
        state="entered", changed_at=clock.now(),
    )  # fmt: skip
    for number, said in enumerate(confirmed, 1):
        row.in_force = row.current = Version.objects.create(
            school=cast.school, registration=row, number=number, code="10", reason="new",
            recorded_at=clock.now(), effective_on=clock.today(), source="graduate",
        )  # fmt: skip
        Confirmation.objects.create(
            school=cast.school, college=cast.agronomy, version=row.in_force, place="national",
            state="confirmed" if said else "awaited",
        )  # fmt: skip
        Confirmation.objects.create(  # what is checked here is no confirmation there
            school=cast.school, college=cast.agronomy, version=row.in_force, place="school",
            state="confirmed",
        )  # fmt: skip
    row.save()
    return row


@pytest.fixture
def people(cast: Cast) -> dict[str, Graduate]:
    made = {
        "asked": with_account(cast, "1", "甲一"), "again": with_account(cast, "2", "乙二"),
        "done": with_account(cast, "3", "丙三"), "none": with_account(cast, "4", "丁四"),
        "late": with_account(cast, "5", "戊五", status="延期"),
    }  # fmt: skip
    registered(cast, made["asked"], False)
    registered(cast, made["again"], True, False)
    registered(cast, made["done"], True)
    return made


def campaign(cast: Cast, kind: str = "august") -> Campaign:
    made = begin(cohort=cast.cohort, kind=kind, by=cast.qian)
    work_off()
    made.refresh_from_db()
    return made


def reasons(made: Campaign) -> dict[str, tuple[str, str]]:
    rows = Member.objects.filter(campaign=made).select_related("graduate")
    return {each.graduate.name: (each.part, each.why) for each in rows}


def another(cast: Cast) -> object:
    return appointed(staff(cast.school, "8201", "郭二"), PostKind.SCHOOL_REVIEWER)


def let_go(cast: Cast, made: Campaign) -> Campaign:
    releasing.propose(campaign=made, seen=made.revision, by=cast.qian)
    made = Campaign.objects.get(pk=made.pk)
    releasing.release(campaign=made, seen=made.revision, by=another(cast))
    work_off()
    return Campaign.objects.get(pk=made.pk)


def test_everybody_is_in_one_part_for_a_reason(cast: Cast, people: dict[str, Graduate]) -> None:
    made = campaign(cast)
    assert made.state == "prepared"
    found = reasons(made)
    assert found | {"甲一": ("unconfirmed", "unconfirmed"), "乙二": ("unconfirmed", "again"),
                    "丙三": ("others", "confirmed"), "丁四": ("others", "nothing"),
                    "戊五": ("left_out", "not_counted")} == found  # fmt: skip
    assert sum(sum(each.values()) for each in made.counts.values()) == len(found)
    assert len(found) == Graduate.objects.filter(cohort=cast.cohort, removed=False).count()


def test_before_leaving_only_who_has_not_confirmed_is_asked(
    cast: Cast, people: dict[str, Graduate]
) -> None:
    made = campaign(cast, "leaving")
    assert {part for part, _ in reasons(made).values()} == {"unconfirmed", "left_out"}
    let_go(cast, made)
    told = set(Message.objects.filter(batch=made.batch).values_list("user__name", flat=True))
    assert told == {"甲一", "乙二"}


def test_each_gets_the_text_of_the_part_once_and_never_again(
    cast: Cast, people: dict[str, Graduate]
) -> None:
    made = let_go(cast, campaign(cast))
    run_due(clock.now())
    made.refresh_from_db()
    assert made.state == "done"
    texts = dict(Message.objects.filter(batch=made.batch).values_list("user__name", "template"))
    assert texts["甲一"] == texts["乙二"] == "confirm_asked"
    assert texts["丙三"] == texts["丁四"] == "confirm_changes"
    assert "戊五" not in texts
    whole = Message.objects.get(user__name="丙三", batch=made.batch).text
    assert "如有变更，请于8月30日前" in whole
    second = campaign(cast)
    assert second.counts.keys() == {"left_out"}
    with pytest.raises(InvalidError, match="没有要发的人"):
        releasing.propose(campaign=second, seen=second.revision, by=cast.qian)


def test_who_proposes_does_not_release_and_who_is_late_is_told(
    cast: Cast, people: dict[str, Graduate]
) -> None:
    made = campaign(cast)
    releasing.propose(campaign=made, seen=made.revision, by=cast.qian)
    made = Campaign.objects.get(pk=made.pk)
    with pytest.raises(InvalidError, match="不能是提请的人"):
        releasing.release(campaign=made, seen=made.revision, by=cast.qian)
    with pytest.raises(StaleStateError):
        releasing.release(campaign=made, seen=made.revision - 1, by=another(cast))
    assert not Message.objects.filter(batch=made.batch).exists()


def test_a_list_of_yesterday_is_prepared_anew(cast: Cast, people: dict[str, Graduate]) -> None:
    made = campaign(cast)
    clock.move_to(clock.now() + timedelta(hours=25))
    with pytest.raises(InvalidError, match="已经超过一天"):
        releasing.propose(campaign=made, seen=made.revision, by=cast.qian)
    Confirmation.objects.filter(
        version__registration__graduate=people["asked"], place="national"
    ).update(state="confirmed")
    preparing.prepare_again(campaign=made, seen=made.revision, by=cast.qian)
    work_off()
    assert reasons(made)["甲一"] == ("others", "confirmed")


def test_what_is_held_does_not_go_and_what_is_cancelled_never_does(
    cast: Cast, people: dict[str, Graduate]
) -> None:
    with serving() as vendor:
        by_gateway(cast.zheng, vendor.url, SECRET)
        for each in people.values():
            reachable(each.person.user)
        vendor.says = lambda: (429, b"{}")  # everything waits for another try
        made = let_go(cast, campaign(cast))
        releasing.pause(campaign=made, seen=made.revision, by=cast.qian)
        vendor.says = None
        vendor.taken.clear()
        clock.move_to(clock.now() + timedelta(minutes=2))
        run_due(clock.now())
        work_off()
        assert not vendor.taken
        made = Campaign.objects.get(pk=made.pk)
        releasing.resume(campaign=made, seen=made.revision, by=cast.qian)
        work_off()
        assert len(vendor.taken) == 4
        clock.move_to(clock.now() + timedelta(minutes=6))
        run_due(clock.now())
        made = Campaign.objects.get(pk=made.pk)
        assert made.state == "done"
        assert Entry.objects.filter(action="campaign.pause").count() == 1


def test_a_campaign_cancelled_while_held_writes_to_nobody_else(
    cast: Cast, people: dict[str, Graduate]
) -> None:
    with serving() as vendor:
        by_gateway(cast.zheng, vendor.url, SECRET)
        for each in people.values():
            reachable(each.person.user)
        vendor.says = lambda: (429, b"{}")
        made = let_go(cast, campaign(cast))
        releasing.pause(campaign=made, seen=made.revision, by=cast.qian)
        made = Campaign.objects.get(pk=made.pk)
        releasing.cancel(campaign=made, seen=made.revision, reason="文字有误", by=cast.qian)
        vendor.says = None
        vendor.taken.clear()
        clock.move_to(clock.now() + timedelta(days=2))
        work_off()
        assert not vendor.taken
    states = set(Message.objects.filter(batch=made.batch).values_list("state", flat=True))
    assert states == {"cancelled", "sent"}  # whoever has no number read it here at once


def test_on_its_day_a_campaign_is_prepared_by_itself_once_and_nothing_goes(
    cast: Cast, people: dict[str, Graduate]
) -> None:
    clock.move_to(datetime(cast.cohort.year, 8, 1, 9, tzinfo=clock.SHANGHAI))
    Campaign.objects.all().delete()
    for _ in range(2):
        run_due(clock.now())
        clock.move_to(clock.now() + timedelta(minutes=6))
    work_off()
    made = Campaign.objects.get(kind="august")
    assert (made.by, made.state) == (None, "prepared")
    assert not Message.objects.filter(batch=made.batch).exists()


def test_the_pages_lead_from_the_list_to_the_end(cast: Cast, people: dict[str, Graduate]) -> None:
    client = login(Client(), cast.qian)
    client.post("/campaigns/begin/", {"cohort": cast.cohort.year, "kind": "august"})
    work_off()
    made = Campaign.objects.get()
    one = f"/campaigns/{made.pk}/"
    page = client.get(one).content.decode()
    assert "确认之后去向有变更，须重新确认" in page
    assert "【云梦大学】毕业去向如有变更" in page
    wrong = client.post(f"{one}words/", {"seen": made.revision, "text-unconfirmed": "{name}",
                                         "text-others": ""})  # fmt: skip
    assert wrong.status_code == 422
    assert "没有“{name}”这个变量" in wrong.content.decode()
    words = {"seen": made.revision, "text-unconfirmed": "【{school}】请到{site}确认",
             "text-others": "【{school}】有变更请在{until}前更新"}  # fmt: skip
    assert client.post(f"{one}words/", words).status_code == 302
    assert client.post(f"{one}words/", words).status_code == 409
    client.post(f"{one}try/")
    own = Message.objects.filter(user=cast.qian, template="confirm_asked").get()
    assert own.text == "【云梦大学】请到全国高校毕业生毕业去向登记系统确认"
    listed = client.get(f"{one}people/?part=left_out").content.decode()
    assert "戊五" in listed
    assert "甲一" not in listed
    seen = Campaign.objects.get().revision
    assert client.post(f"{one}propose/", {"seen": seen}).status_code == 302
    assert client.post(f"{one}release/", {"seen": seen + 1}).status_code == 422
    other = login(Client(), another(cast))
    assert other.post(f"{one}release/", {"seen": seen + 1}).status_code == 302
    work_off()
    run_due(clock.now())
    done = client.get(one).content.decode()
    assert "已发完" in done
    assert "此后已在全国系统确认" in done
