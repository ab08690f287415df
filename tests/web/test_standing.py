"""Who has registered at all, and the list of who has no work yet."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.destinations.helping import hardship_names
from quxiang.web.destinations.models import Outreach, Version
from quxiang.web.destinations.services.filing import submit
from quxiang.web.orgs.kinds import AdvisingKind
from quxiang.web.orgs.services.advising import advise
from quxiang.web.release.models import Export
from quxiang.web.roster.models import Graduate
from web.cast import Cast, graduate
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SAID = {"code": "70-QZZ", "seeking_reason": "正在面试", "intention": "去种业公司"}


@pytest.fixture
def school(cast: Cast) -> Cast:
    """Let 王 look for work, 丁 too with the archive known, and 丘 have said nothing."""
    ding = graduate(cast.cohort, cast.agronomy, "20240003", "丁小谷", hardship="1")
    graduate(cast.cohort, cast.agronomy, "20240004", "丘小禾")
    filed(cast, cast.wang_graduate, SAID)
    filed(cast, ding, {**SAID, "archive_to": "云梦市人才中心"})
    return cast


def filed(cast: Cast, graduate: Graduate, typed: dict[str, str]) -> None:
    submit(graduate=graduate, typed=typed, seen=0, by=cast.zhao)


def names(cast: Cast, path: str) -> set[str]:
    shown = login(Client(), cast.zhao).get(path).content.decode()
    return {name for name in ("王晓禾", "丁小谷", "丘小禾", "陈小文") if name in shown}


def test_whoever_filed_anything_is_registered_whatever_the_class(school: Cast) -> None:
    assert names(school, "/registered/") == {"王晓禾", "丁小谷", "丘小禾"}
    assert names(school, "/registered/?registered=yes") == {"王晓禾", "丁小谷"}
    assert names(school, "/registered/?registered=no") == {"丘小禾"}
    centre = login(Client(), school.qian).get("/registered/?registered=no").content.decode()
    assert "陈小文" in centre


def test_the_yes_or_no_says_nothing_of_where_somebody_goes(school: Cast) -> None:
    shown = login(Client(), school.zhao).get("/registered/").content.decode()
    assert "正在面试" not in shown
    assert "求职中" not in shown


def test_when_they_said_it_is_told_by_the_clock_of_the_school(school: Cast) -> None:
    version = Version.objects.get(registration__graduate=school.wang_graduate)
    said = clock.local(version.recorded_at)
    shown = login(Client(), school.zhao).get("/seeking/?archive=no").content.decode()
    assert f"{said:%Y-%m-%d %H:%M}" in shown.split("<tbody", 1)[1]


def test_the_list_of_who_has_no_work_says_what_they_said_and_where_papers_go(
    school: Cast,
) -> None:
    assert names(school, "/seeking/") == {"王晓禾", "丁小谷"}
    assert names(school, "/seeking/?archive=no") == {"王晓禾"}
    assert names(school, "/seeking/?archive=yes") == {"丁小谷"}
    shown = login(Client(), school.zhao).get("/seeking/").content.decode()
    assert all(text in shown for text in ("正在面试", "去种业公司", "云梦市人才中心"))
    assert names(school, "/seeking/?kind=70-QZZ&q=丁小谷") == {"丁小谷"}


@pytest.mark.parametrize(
    ("path", "what", "told"),
    [
        ("/seeking/export/?archive=yes", "未就业台账", "云梦市人才中心"),
        ("/registered/export/?registered=no", "离校登记情况", "丘小禾"),
    ],
)
def test_both_leave_through_the_gate_as_they_were_filtered(
    school: Cast, path: str, what: str, told: str
) -> None:
    recorder = login(Client(), school.zhao)
    assert recorder.post(path, {"purpose": ""}).status_code == 422
    answer = recorder.post(path, {"purpose": "报学院办公会"})
    rows = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].values
    text = "\n".join(" ".join(str(each) for each in row) for row in rows)
    assert told in text
    assert "王晓禾" not in text
    export = Export.objects.get()
    assert (export.what, export.rows) == (what, 1)


def test_who_reached_out_when_and_with_what_help_is_kept_and_filtered(school: Cast) -> None:
    page = f"/seeking/{school.wang_graduate.pk}/"
    adviser, today = login(Client(), school.wu), clock.today().isoformat()
    told = {"on": today, "way": "phone", "reached": "yes", "help": "jobs", "note": "推荐种业公司"}
    for wrong, why in (
        ({"on": "2099-01-01"}, "不能晚于今天"), ({"help": "other", "note": ""}, "还没有写是什么"),
        ({"way": "fax"}, "怎样联系"), ({"note": "好" * 201}, "说明"),
    ):  # fmt: skip
        answer = adviser.post(page, {**told, **wrong})
        assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert not Outreach.objects.exists()
    assert adviser.post(page, told).status_code == 302
    lost = {**told, "reached": "no", "help": "none", "note": ""}
    assert login(Client(), school.zhao).post(page, lost).status_code == 302
    shown = adviser.get(page).content.decode()
    assert all(text in shown for text in ("推荐种业公司", "没有联系上", "吴树人", "赵秋"))
    entry = Entry.objects.filter(action="outreach.note").earliest("seq")
    assert (entry.actor_id, entry.subject_ids) == (school.wu.pk, [school.wang_graduate.pk])
    assert names(school, "/seeking/?contacted=lost") == {"王晓禾"}
    assert names(school, "/seeking/?contacted=never") == {"丁小谷"}
    listed = login(Client(), school.zhao).get("/seeking/").content.decode()
    assert "推荐岗位：推荐种业公司" in listed
    Outreach.objects.update(reached=True, on=clock.today() - timedelta(days=40))
    assert names(school, "/seeking/?contacted=old") == {"王晓禾"}


def test_an_adviser_has_the_list_of_own_students_and_hardship_is_for_who_helps(
    school: Cast,
) -> None:
    ding = Graduate.objects.get(name="丁小谷")
    assert "丁小谷" not in login(Client(), school.wu).get("/seeking/").content.decode()
    advise(adviser=school.wu, graduate=ding, kind=AdvisingKind.COUNSELLOR, by=None)
    category = hardship_names()["1"]
    for who, sees in ((school.wu, True), (school.qian, True), (school.zhao, False)):
        client = login(Client(), who)
        table = client.get("/seeking/").content.decode().split("<tbody", 1)[1]
        own = client.get(f"/seeking/{ding.pk}/").content.decode()
        assert (category in table, category in own) == (sees, sees)
        found = client.get("/seeking/?hardship=1").content.decode().split("<tbody", 1)[1]
        assert ("王晓禾" in found) is not sees  # whoever may not see it cannot search by it
    assert login(Client(), school.li).get("/seeking/").status_code == 403
    purpose = {"purpose": "学院帮扶会议"}
    given = login(Client(), school.wu).post("/seeking/export/?kind=70-QZZ", purpose)
    rows = openpyxl.load_workbook(BytesIO(given.content)).worksheets[0].values
    assert any(category in row for row in rows)


def test_the_roster_says_yes_or_no_and_filters_by_it(school: Cast) -> None:
    assert names(school, "/graduates/") == {"王晓禾", "丁小谷", "丘小禾"}
    assert names(school, "/graduates/?registered=yes") == {"王晓禾", "丁小谷"}
    assert names(school, "/graduates/?registered=no&status=预计毕业") == {"丘小禾"}
    for name, said in (("王晓禾", "是"), ("丘小禾", "否")):
        found = Graduate.objects.get(name=name)
        shown = login(Client(), school.zhao).get(f"/graduates/{found.pk}/").content.decode()
        assert f"<dt>已登记去向</dt><dd>{said} " in shown


def test_a_record_without_where_the_archive_goes_is_said_to_be_incomplete(school: Cast) -> None:
    shown = login(Client(), school.wang).get(f"/destinations/{school.wang_graduate.pk}/")
    line = shown.content.decode().split("<dt>档案转递单位</dt>")[1].split("</dd>")[0]
    assert "未填" in line
    assert names(school, "/seeking/?household=no") == {"王晓禾", "丁小谷"}
