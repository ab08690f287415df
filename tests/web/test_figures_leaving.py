"""Everybody behind a figure leaves through the gate, with a purpose, a mark and a trace."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quxiang.web.audit.models import Entry
from quxiang.web.destinations.services import bulk
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.reference.selectors import standard_of
from quxiang.web.release.models import Export
from quxiang.web.season import basis, figuring
from quxiang.web.season.models import Snapshot
from quxiang.web.season.services import taking
from quxiang.web.season.views import figures as pages
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.signing import CONTRACT

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PLACEMENT = "placement_rate"
PURPOSE = {"purpose": "报学院党委会讨论"}


@pytest.fixture
def frozen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Freeze more people than a page lists, half of them settled."""
    monkeypatch.setattr(pages, "SHOWN", 3)
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)
    basis._opened.cache_clear()
    people = [graduate(cast.cohort, cast.agronomy, f"2024{n:03}", f"=何{n}") for n in range(8)]
    origin = bulk.Origin(standard_of(cast.school.pk, "2024"), "adopted", cast.qian)
    bulk.adopt_all([bulk.Listed(each, CONTRACT) for each in people[:4]], origin)
    return taking.snapshot(cohort=cast.cohort, by=cast.qian, why="期末")


def path(**asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"code": PLACEMENT, **asked}.items())
    return f"{reverse('season:export')}?{query}"


def rows_of(answer: HttpResponse) -> list[tuple[str | None, ...]]:
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    return [row for row in sheet.iter_rows(values_only=True) if row[1]]


def test_all_of_them_leave_and_count_to_exactly_the_figure(cast: Cast, frozen: Snapshot) -> None:
    centre = login(Client(), cast.qian)
    figure = figuring.counted(frozen, "college").whole[PLACEMENT]
    asked = centre.get(path())
    assert f"<b>{figure.denominator}</b> 条" in asked.content.decode()
    answer = centre.post(path(), PURPOSE)
    head, *rows = rows_of(answer)
    assert head[:4] == ("指标", "范围", "所知截至", "在分子里")
    assert len(rows) == figure.denominator == 10
    inside = [row for row in rows if row[3] == "是"]
    assert len(inside) == figure.numerator == 4
    assert {row[12] for row in inside} == {"签劳动合同形式就业"}
    assert rows[0][:2] == ("毕业去向落实率", "全校")
    left = Export.objects.get()
    assert (left.rows, left.purpose, left.by) == (10, PURPOSE["purpose"], cast.qian)
    entry = Entry.objects.get(action="export")
    assert {cast.wang_graduate.pk, cast.chen_graduate.pk} <= set(entry.subject_ids)
    assert len(entry.subject_ids) == 10


def test_a_college_lets_its_own_leave_and_an_adviser_own_students(
    cast: Cast, frozen: Snapshot
) -> None:
    own = login(Client(), cast.zhao)
    _, *rows = rows_of(own.post(path(group="农学院"), PURPOSE))
    assert len(rows) == 9
    assert {row[7] for row in rows} == {"农学院"}
    for asked in ({}, {"group": "文学院"}, {"within": "文学院"}):
        assert own.post(path(**asked), PURPOSE).status_code == 404, asked
    _, *rows = rows_of(login(Client(), cast.wu).post(path(), PURPOSE))
    assert [row[6] for row in rows] == [cast.wang_graduate.name]


def test_without_a_purpose_or_names_nothing_leaves(cast: Cast, frozen: Snapshot) -> None:
    centre = login(Client(), cast.qian)
    answer = centre.post(path(), {"purpose": "用"})
    assert answer.status_code == 422
    head = appointed(staff(cast.school, "8200", "校长"), PostKind.SCHOOL_HEAD)
    assert login(Client(), head).post(path(), PURPOSE).status_code == 404
    assert login(Client(), cast.feng).post(path(), PURPOSE).status_code == 403
    for asked in ({"code": "x"}, {"group": "没有"}):
        assert centre.get(path(**asked)).status_code == 404, asked
    assert not Export.objects.exists()


def test_the_page_of_a_figure_leads_there(cast: Cast, frozen: Snapshot) -> None:
    centre = login(Client(), cast.qian)
    shown = centre.get(reverse("season:explain"), {"code": PLACEMENT}).content.decode()
    assert f"{reverse('season:export')}?code={PLACEMENT}" in shown
    assert "列出前 3 人，共 4 人" in shown
