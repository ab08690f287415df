"""One state counted by both schemes: what is comparable, who moves, what nobody has confirmed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quxiang.web.destinations.services import bulk
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.reference.selectors import standard_of
from quxiang.web.season import basis, figuring
from quxiang.web.season.bridging import Bridged, bridged
from quxiang.web.season.models import FigureSet, Snapshot
from quxiang.web.season.services import presenting, taking
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.signing import CONTRACT, FREELANCE, STUDY
from web.test_queries import MOST, cost

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OTHER_HIRE = {**CONTRACT, "code": "12"}
#: of each college, who is what
SAID = (CONTRACT, CONTRACT, OTHER_HIRE, FREELANCE, STUDY)


@pytest.fixture
def frozen(cast: Cast) -> Snapshot:
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)
    basis._opened.cache_clear()
    origin = bulk.Origin(standard_of(cast.school.pk, "2024"), "adopted", cast.qian)
    for at, college in enumerate((cast.agronomy, cast.letters)):
        rows = [
            bulk.Listed(graduate(cast.cohort, college, f"2024{at}{n:02}", f"何{n}"), said)
            for n, said in enumerate(SAID)
        ]
        bulk.adopt_all(rows, origin)
    return taking.snapshot(cohort=cast.cohort, by=cast.qian, why="期末")


def figure(told: Bridged, title: str) -> tuple[str | None, str | None, bool]:
    (found,) = (each for each in told.figures if each.title == title)
    said = [
        f"{each.numerator}/{each.denominator}" if each is not None else None
        for each in (found.own, found.other)
    ]
    return said[0], said[1], found.comparable


def test_the_same_people_stand_side_by_side_by_both_schemes(cast: Cast, frozen: Snapshot) -> None:
    told = bridged(frozen)
    assert (told.own, told.other) == ("2024", "2021")
    assert figure(told, "毕业去向落实率") == ("10/12", "10/12", True)
    assert figure(told, "升学率") == ("2/12", "2/12", True)
    assert figure(told, "单位就业率") == ("6/12", None, False)
    assert figure(told, "自由职业率") == ("2/12", None, False)
    assert figure(told, "灵活就业率")[1:] == ("4/12", False)
    own = figuring.counted(frozen, "college").whole
    for each in told.figures:
        assert each.own is None or each.own == own[each.own.code]


def test_what_moves_and_what_nobody_confirmed_is_said_code_by_code(
    cast: Cast, frozen: Snapshot
) -> None:
    told = bridged(frozen)
    codes = {each.code: each for each in told.codes}
    assert sum(each.people for each in told.codes) == 10
    assert (codes["12"].own, codes["12"].other) == ("单位就业", "灵活就业")
    assert (codes["12"].people, codes["12"].same, codes["12"].uncertain) == (2, False, True)
    assert (codes["801"].own, codes["801"].other, codes["801"].same) == ("升学", "升学", True)
    assert codes["801"].into.startswith("80 ")
    assert told.moved == 8
    assert told.codes[0].same < told.codes[-1].same


def test_a_college_sees_its_own_and_heads_and_advisers_do_not(cast: Cast, frozen: Snapshot) -> None:
    path = reverse("season:schemes")
    centre = login(Client(), cast.qian)
    page = centre.get(path).content.decode()
    for said in ("10/12", "成员不同", "未证实", "换了大类"):
        assert said in page, said
    own = login(Client(), cast.zhao)
    assert "within=" in own.get(path).headers["Location"]
    page = own.get(path, follow=True).content.decode()
    assert "农学院：两套方案对照" in page
    assert "5/6" in page
    assert "10/12" not in page
    assert own.get(path, {"within": "文学院"}).status_code == 404
    assert own.get(path, {"within": "mine"}).status_code == 404
    head = appointed(staff(cast.school, "8200", "校长"), PostKind.SCHOOL_HEAD)
    for who in (head, cast.wu):
        assert login(Client(), who).get(path).status_code == 403
    assert len(asked := cost(cast, "qian", path)) <= MOST, asked


def test_it_is_counted_once_and_of_now_too(
    cast: Cast, frozen: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = presenting.make_present(cast.cohort)
    assert bridged(now) == bridged(frozen)
    assert FigureSet.objects.filter(by=figuring.BOTH).count() == 2
    monkeypatch.setattr(figuring, "run", lambda *_, **__: pytest.fail("counted again"))
    bridged(now)
