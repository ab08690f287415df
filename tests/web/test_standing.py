"""Who has registered at all, and the list of who has no work yet."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from quxiang.web.common import clock
from quxiang.web.destinations.models import Version
from quxiang.web.destinations.services.filing import submit
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
