"""Who sees which figures: heads no small cells, advisers their own students, colleges theirs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quxiang.engine.suppression import FEWEST
from quxiang.web.audit.models import Entry
from quxiang.web.destinations.services import bulk
from quxiang.web.orgs.kinds import AdvisingKind, PostKind
from quxiang.web.orgs.services.advising import advise
from quxiang.web.reference.selectors import standard_of
from quxiang.web.season import basis, figuring
from quxiang.web.season.models import FigureSet, Snapshot
from quxiang.web.season.services import taking
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.signing import CONTRACT, STUDY

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PLACEMENT, STUDYING = "placement_rate", "further_study_rate"
#: a class of each college: how many are placed, how many study on, how many are there
COLLEGES = {"农学院": (9, 6, 24), "文学院": (8, 2, 22), "理学院": (10, 7, 25)}


@pytest.fixture
def frozen(cast: Cast) -> Snapshot:
    """Freeze three colleges; in one of them two study on, which a head must not be told."""
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)
    basis._opened.cache_clear()
    units = {"农学院": cast.agronomy, "文学院": cast.letters}
    units["理学院"] = cast.school.units.create(kind="college", name="理学院")
    origin = bulk.Origin(standard_of(cast.school.pk, "2024"), "adopted", cast.qian)
    for at, (name, (placed, studying, everybody)) in enumerate(COLLEGES.items()):
        there = 1 if name in ("农学院", "文学院") else 0
        people = [
            graduate(cast.cohort, units[name], f"2024{at + 1}{n:03}", f"何{at}{n:03}",
                     level="31" if n % 2 else "41")
            for n in range(everybody - there)
        ]  # fmt: skip
        typed = [CONTRACT] * placed + [STUDY] * studying
        bulk.adopt_all([bulk.Listed(who, said) for who, said in zip(people, typed, strict=False)],
                       origin)  # fmt: skip
    return taking.snapshot(cohort=cast.cohort, by=cast.qian, why="期末")


@pytest.fixture
def head(cast: Cast) -> Client:
    return login(Client(), appointed(staff(cast.school, "8200", "校长"), PostKind.SCHOOL_HEAD))


def shown(client: Client, name: str, **asked: str) -> str:
    answer = client.get(reverse(f"season:{name}"), asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def cells(page: str) -> dict[str, list[str]]:
    """Return what stands in each row of the table of figures, by its name."""
    rows = re.findall(r"<tr><td class=\"name\"[^>]*>(.*?)</td>(.*?)</tr>", page, re.S)
    return {
        re.sub("<[^>]+>", "", name): [
            re.sub("<[^>]+>", " ", each).strip()
            for each in re.findall(r"<td class=\"number\"[^>]*>(.*?)</td>", row, re.S)
        ]
        for name, row in rows
    }


def test_a_head_sees_figures_by_college_without_the_small_ones(
    cast: Cast, frozen: Snapshot, head: Client
) -> None:
    page = shown(head, "figures")
    told = figuring.counted(frozen, "college")
    at = [rule.code for rule in told.rules].index(STUDYING)
    rows = cells(page)
    assert set(rows) == {"全校", *COLLEGES}
    assert rows["文学院"][at] == "＊"
    assert rows["全校"][at].endswith("15/71")
    assert [rows[each][at] for each in COLLEGES].count("＊") == 2, "by the total and one other"
    for name, counted in {None: told.whole, **told.groups}.items():
        for cell, rule in zip(rows[name or "全校"], told.rules, strict=True):
            figure = counted[rule.code]
            few = min(figure.numerator, figure.denominator - figure.numerator) < FEWEST
            few = few and told.whole[rule.code].numerator > 0
            assert not few or cell == "＊", (name, rule.code)
    everything = cells(shown(login(Client(), cast.qian), "figures"))
    assert not any("＊" in row for row in everything.values())


def test_a_head_is_told_the_formula_and_nobody(cast: Cast, frozen: Snapshot, head: Client) -> None:
    told = shown(head, "explain", code=PLACEMENT, group="农学院")
    assert "公式" in told
    assert "15" in told
    assert "何00" not in told
    assert "考生号或学号" not in told
    small = shown(head, "explain", code=STUDYING, group="文学院", q="20242001")
    assert "不足 5 人" in small
    assert "9.09" not in small
    assert "在分子里" not in small
    assert head.get(reverse("season:changed"), {"code": PLACEMENT}).status_code == 404
    seen = Entry.objects.filter(action="view", actor_name="校长")
    assert not [pk for each in seen for pk in each.subject_ids]


def test_a_head_cannot_come_at_a_small_cell_by_another_cut(frozen: Snapshot, head: Client) -> None:
    """What follows from what is judged where the engine is tested; here a page's own tables are."""
    for asked in (
        {"within": "农学院"}, {"within": "mine"}, {"by": "major_name"}, {"by": "residence"},
    ):  # fmt: skip
        assert head.get(reverse("season:figures"), asked).status_code == 404, asked
    state = basis.opened(frozen)
    for by in figuring.APART:
        told = figuring.counted(frozen, by)
        hidden = figuring.hidden_of(told, state)
        for code in [rule.code for rule in told.rules]:
            assert len([key for key, codes in hidden.items() if code in codes]) != 1, (by, code)


def test_an_adviser_sees_the_figures_of_own_students_only(cast: Cast, frozen: Snapshot) -> None:
    mine = [f"20241{n:03}" for n in (0, 1, 20)]
    for each in cast.cohort.graduates.filter(student_no__in=mine):
        advise(adviser=cast.wu, graduate=each, kind=AdvisingKind.COUNSELLOR, by=cast.qian)
    own = set(cast.wu.advising.filter(ended_at=None).values_list("graduate__name", flat=True))
    adviser = login(Client(), cast.wu)
    rows = cells(shown(adviser, "figures"))
    at = [rule.code for rule in figuring.counted(frozen, "college").rules].index(PLACEMENT)
    assert rows["我的学生"][at].endswith(f"2/{len(own)}")
    told = shown(adviser, "explain", code=PLACEMENT)
    assert "何0000" in told
    assert "何0002" not in told
    assert "何0002" not in shown(adviser, "explain", code=PLACEMENT, by="level", group="41")
    assert not FigureSet.objects.exclude(by="college", within="").exists(), "kept nowhere"
    for asked in ({"within": ""}, {"within": "农学院"}, {"within": str(cast.wu.pk)}):
        answer = adviser.get(reverse("season:figures"), asked)
        assert answer.status_code == 404, asked
    other = {"code": PLACEMENT, "q": "20241005"}
    assert adviser.get(reverse("season:explain"), other).status_code == 422


def test_nobody_asks_for_the_figures_of_an_adviser(cast: Cast, frozen: Snapshot) -> None:
    """There is no grouping by adviser, and what is "mine" is of whoever asks."""
    assert "adviser" not in figuring.GROUPINGS
    for who in (cast.qian, cast.zhao, cast.zhou):
        client = login(Client(), who)
        assert "我的学生" not in shown(client, "figures")
        for asked in ({"within": "mine"}, {"by": "adviser"}, {"within": cast.wu.name}):
            assert client.get(reverse("season:figures"), asked).status_code == 404, (who, asked)


def test_a_college_sees_its_own_by_every_grouping(cast: Cast, frozen: Snapshot) -> None:
    own = login(Client(), cast.zhao)
    rows = cells(shown(own, "figures", within="农学院", by="level"))
    assert set(rows) == {"农学院", "本科生毕业", "专科生毕业"} or len(rows) == 3
    at = [rule.code for rule in figuring.counted(frozen, "college").rules].index(PLACEMENT)
    parts = [int(cell[at].split()[-1].split("/")[0]) for cell in rows.values()]
    assert parts[0] == sum(parts[1:]) == 15
    told = shown(own, "explain", code=PLACEMENT, within="农学院", by="level", group="31")
    assert "何0001" in told
    assert "何1001" not in told
    assert "15" in shown(own, "explain", code=PLACEMENT, within="农学院")
    for asked in ({"within": "文学院"}, {"by": "level"}):
        assert own.get(reverse("season:figures"), asked).status_code == 404, asked
