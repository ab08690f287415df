"""A dashboard says what the frozen tables count to, to whom it may say it, and no more."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections import Counter
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pyarrow as pa
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quxiang.standards import Settings, written
from quxiang.web.common import clock
from quxiang.web.destinations.services.filing import submit
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.release.models import Export
from quxiang.web.roster.models import CohortSettings
from quxiang.web.roster.services import changes
from quxiang.web.season import basis
from quxiang.web.season.dashboards import charts, counting, kept
from quxiang.web.season.dashboards.tasks import count_new
from quxiang.web.season.models import DashboardSet, PastFigure, Snapshot
from quxiang.web.season.services import taking
from web.bulletining import confirms
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.signing import CONTRACT as WORK
from web.signing import SEEKING, STUDY
from web.test_queries import MOST, cost

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _alone() -> None:
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)
    basis._opened.cache_clear()


@pytest.fixture
def frozen(cast: Cast) -> Snapshot:
    """Freeze nine of two colleges: work, study, seeking, the others not registered."""
    CohortSettings.objects.create(
        school=cast.school, cohort=cast.cohort, number=9, digest="0" * 64, at=clock.now(),
        text=written(Settings(counts_from="in_review")),
    )  # fmt: skip
    colleges = (cast.agronomy,) * 4 + (cast.letters,) * 3
    people = [graduate(cast.cohort, c, f"2024100{at}", f"何{at}") for at, c in enumerate(colleges)]
    for who, typed in zip(people, (WORK, WORK, STUDY, SEEKING, STUDY), strict=False):
        by = cast.zhao if who.college_id == cast.agronomy.pk else cast.sun
        submit(graduate=who, typed=typed, seen=0, by=by)
    return taking.snapshot(cohort=cast.cohort, by=cast.qian, why="期末")


def people_of(row: Snapshot, college: str) -> list[dict[str, Any]]:
    """Return the frozen rows of a college, or all; everybody here is counted and in force."""
    table: pa.Table = basis.opened(row).dataset.tables["graduates"]
    return [each for each in table.to_pylist() if college in ("", each["college"])]


@pytest.mark.parametrize("college", ["", "农学院", "文学院"])
def test_what_is_kept_is_what_the_frozen_rows_count_to(frozen: Snapshot, college: str) -> None:
    kept = counting.kept_set(frozen, college)
    assert kept is not None
    rows = people_of(frozen, college)
    work = [each for each in rows if each["code"] == WORK["code"]]
    study = [each for each in rows if each["code"] == STUDY["code"]]
    assert kept.people == len(rows)
    assert kept.settled == len(work) + len(study)
    assert kept.registered == sum(each["code"] is not None for each in rows)
    employers = Counter(each["employer_name"] for each in work)
    assert dict(kept.tables["employers"]) == employers
    assert dict(kept.tables["study_schools"]) == Counter(each["employer_name"] for each in study)
    assert sum(heads for _, heads in kept.tables["provinces"]) == len(work)
    assert sum(heads for _, heads in kept.tables["classes"]) == len(rows)


def test_it_is_counted_once_and_kept(frozen: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    counting.kept_set(frozen)
    monkeypatch.setattr(counting, "_sets", lambda _: pytest.fail("counted again"))
    assert counting.kept_set(frozen, "文学院") is not None
    assert counting.kept_set(frozen, "没有的学院") is None
    assert DashboardSet.objects.count() == 3


def opened(client: Client, name: str, *args: object, **asked: object) -> str:
    answer = client.get(
        reverse(f"season:{name}", args=args), {k: str(v) for k, v in asked.items()}, follow=True
    )
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_page_shows_five_figures_each_with_its_denominator(
    cast: Cast, frozen: Snapshot
) -> None:
    client = login(Client(), cast.qian)
    page = opened(client, "board")
    plain = re.sub(r"<a [^>]+>|</a>", "", page)
    figures = re.findall(r'<div class="label">([^<]+)</div><div class="value">([^<]+)', plain)
    assert figures[:3] == [
        ("毕业去向落实率", "44.44"),
        ("升学率", "22.22"),
        ("去向登记率", "55.56"),
    ]
    assert "4/9" in page
    links = re.findall(r'class="value"><a href="([^"]+)"', page)
    assert len(links) == 2
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    assert "5/9" in page  # who is seeking is registered
    assert '<b class="qx-big">4</b> 人没有登记去向' in page
    assert f"快照第 {frozen.number} 份" in page


@pytest.mark.parametrize("key", ["placement", "classes", "colleges", "employers", "study_schools"])
def test_behind_every_drawing_stands_a_table_that_leaves_through_the_gate(
    cast: Cast, frozen: Snapshot, key: str
) -> None:
    centre = login(Client(), cast.qian)
    page = opened(centre, "board")
    figure = page[page.index(f'id="{key}"') :]
    assert "<table" in figure[: figure.index("</figure>")]
    path = reverse("season:board_export") + f"?chart={key}"
    assert centre.post(path, {"purpose": ""}).status_code == 422
    assert not Export.objects.exists()
    answer = centre.post(path, {"purpose": "报学校党委会讨论"})
    assert answer.headers["Content-Type"] == "application/zip"
    files = zipfile.ZipFile(BytesIO(answer.content))
    rows = list(openpyxl.load_workbook(BytesIO(files.read("清单.xlsx"))).active.values)
    export = Export.objects.get()
    drawn = ElementTree.fromstring(files.read(f"{export.what}.svg"))
    said = "".join(drawn.itertext())
    assert f"快照第 {frozen.number} 份" in said
    assert rows[1][0] in said  # what stands first in the table is drawn
    assert list(rows[0]) == export.columns
    assert export.rows == len(rows) - 3  # a blank row and the watermark follow


def test_a_college_sees_its_own_page_and_nobody_elses(cast: Cast, frozen: Snapshot) -> None:
    recorder = login(Client(), cast.zhao)
    page = opened(recorder, "board")
    assert "农学院一页" in page
    assert "文学院" not in page
    for name in ("college_board", "college_brief", "college_board_export"):
        path = reverse(f"season:{name}", args=[cast.letters.pk])
        assert recorder.get(path).status_code == 404
    assert recorder.get(reverse("season:wall")).status_code == 403


def test_the_schools_head_sees_every_college_and_no_list_and_no_few_people(
    cast: Cast, frozen: Snapshot
) -> None:
    head = appointed(staff(cast.school, "8101", "许校长"), PostKind.SCHOOL_HEAD)
    client = login(Client(), head)
    page = opened(client, "board")
    assert "看名单" not in page
    assert "云梦种业" not in page  # two of one employer
    assert "不足 5 人" in page
    assert "看名单" in opened(login(Client(), cast.qian), "board")
    assert "农学院一页" in opened(client, "college_board", cast.agronomy.pk)


def test_a_snapshot_asked_for_by_number_is_shown_and_another_is_not_found(
    cast: Cast, frozen: Snapshot
) -> None:
    centre = login(Client(), cast.qian)
    assert "快照第 1 份" in opened(centre, "board", snapshot=1)
    for number in ("2", "x", "9" * 40):
        answer = centre.get(reverse("season:board"), {"snapshot": number})
        assert answer.status_code == 404


@pytest.mark.parametrize("name", ["board", "brief", "wall"])
def test_a_page_costs_no_more_than_twelve_queries(cast: Cast, frozen: Snapshot, name: str) -> None:
    assert len(cost(cast, "qian", reverse(f"season:{name}"))) <= MOST


def test_without_a_snapshot_the_page_says_why_it_is_empty(cast: Cast) -> None:
    for name in ("board", "brief", "wall"):
        assert "还没有快照" in opened(login(Client(), cast.qian), name)


def test_who_went_from_one_class_to_another_since_the_period_before_is_counted(
    cast: Cast, frozen: Snapshot
) -> None:
    late = cast.cohort.graduates.get(student_no="20241005")
    submit(graduate=late, typed=STUDY, seen=0, by=cast.sun)
    gone = cast.cohort.graduates.get(student_no="20241000")
    changes.set_status(
        graduates=[gone], status="延期", effective_on=clock.today(), note="名单", by=cast.qian
    )
    clock.move_to(clock.now() + timedelta(days=15))
    after = taking.snapshot(cohort=cast.cohort, by=None, why="期末")
    kept, letters = counting.kept_set(after), counting.kept_set(after, "文学院")
    assert kept is not None
    assert letters is not None
    moved = {(a, b): heads for a, b, heads in kept.tables["flows"] if a != b}
    assert moved == {("未登记", "升学"): 1, ("单位就业", "统计范围外"): 1}
    assert sum(heads for *_, heads in kept.tables["flows"]) == 9
    assert sum(heads for *_, heads in letters.tables["flows"]) == 4
    assert "未登记 → 升学" not in opened(login(Client(), cast.qian), "wall")
    page = opened(login(Client(), cast.qian), "board")
    assert "统计范围外" in page[page.index('id="flows"') :]


def test_confirmed_is_whose_version_in_force_stands_confirmed(cast: Cast, frozen: Snapshot) -> None:
    first, second = (cast.cohort.graduates.get(student_no=f"2024100{at}") for at in (0, 1))
    confirms(cast, first)
    confirms(cast, second)
    confirms(cast, second, outcome="disputed")
    confirms(cast, cast.cohort.graduates.get(student_no="20241004"), place="school")
    clock.move_to(clock.now() + timedelta(minutes=1))
    kept = counting.kept_set(taking.snapshot(cohort=cast.cohort, by=None, why="期末"))
    assert kept is not None
    assert kept.figures["national_confirmed"] == [1, 5]
    assert kept.figures["school_confirmed"] == [1, 5]


def test_the_tick_counts_every_new_snapshot_once(cast: Cast, frozen: Snapshot) -> None:
    count_new(clock.now())
    assert DashboardSet.objects.filter(snapshot=frozen).count() == 3
    count_new(clock.now())
    shutil.rmtree(frozen.path)
    assert DashboardSet.objects.count() == 3
    assert "快照第 1 份" in opened(login(Client(), cast.qian), "board")


def test_a_snapshot_that_was_changed_is_said_to_be_no_base_for_figures(
    cast: Cast, frozen: Snapshot
) -> None:
    Snapshot.objects.filter(pk=frozen.pk).update(sha256="0" * 64)
    count_new(clock.now())
    answer = login(Client(), cast.qian).get(reverse("season:board"))
    assert answer.status_code == 422
    assert "不能用来出数" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (PostKind.SCHOOL_HEAD, "三件事"), (PostKind.SCHOOL_EMPLOYMENT_HEAD, "三件事"),
        (PostKind.COLLEGE_HEAD, "农学院一页"), (PostKind.COLLEGE_EMPLOYMENT_HEAD, "农学院一页"),
    ],
)  # fmt: skip
def test_who_leads_begins_with_their_page(
    cast: Cast, frozen: Snapshot, kind: PostKind, first: str
) -> None:
    unit = cast.agronomy if kind.startswith("college") else None
    head = appointed(staff(cast.school, "8101", "许成"), kind, unit)
    assert first in login(Client(), head).get("/", follow=True).content.decode()


def test_charts_are_drawn_once_and_anew_when_a_past_season_comes_in(
    cast: Cast, frozen: Snapshot
) -> None:
    kept._drawn.cache_clear()
    client, page = login(Client(), cast.qian), reverse("season:board")
    first = client.get(page).content.decode()
    assert client.get(page).content.decode().count("<td") == first.count("<td")
    assert kept._drawn.cache_info().hits == 1
    PastFigure.objects.create(
        school=cast.school, year=cast.cohort.year - 1, on=clock.today() - timedelta(days=365),
        college="", figure="placement_rate", numerator=4321, denominator=5000, at=clock.now(),
    )  # fmt: skip
    assert client.get(page).content.decode().count("<td") > first.count("<td")
    assert kept._drawn.cache_info().hits == 1


def test_a_hidden_cell_is_never_the_whole_less_the_rest() -> None:
    given = [("农", 40, 45, 50), ("文", 20, 28, 30), ("小", 3, 6, 12), ("工", 60, 70, 80)]
    rows = {row[0]: row for row in charts.rates("c", "各学院", "学院", given, closed=True).rows}
    assert {name for name, row in rows.items() if row[2] == ""} == {"小", "文"}
    assert {name for name, row in rows.items() if row[4] == ""} == {"文", "小"}  # 2 are not
    assert (rows["小"][1], rows["文"][1]) == (charts.FEW, charts.TELLING)
    assert not [row for row in rows.values() if row[5] == charts.FEW]
    opened = charts.rates("c", "各学院", "学院", given, closed=False)
    assert all("" not in row for row in opened.rows)
