"""A figure is counted from a frozen snapshot, explained down to the people, and never moves."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quxiang.standards import Settings, written
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.destinations.services.filing import submit
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.models import CohortSettings
from quxiang.web.roster.services import changes
from quxiang.web.season import basis, figuring
from quxiang.web.season.models import Extension, FigureSet, Snapshot
from quxiang.web.season.services import taking
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.test_queries import MOST, cost

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PLACEMENT = "placement_rate"


@pytest.fixture(autouse=True)
def _alone() -> None:
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)
    basis._opened.cache_clear()


@pytest.fixture
def frozen(cast: Cast) -> Snapshot:
    """Freeze six of two colleges, of whom two are settled as their drafts count."""
    for at, college in enumerate((cast.agronomy, cast.agronomy, cast.letters, cast.letters)):
        graduate(cast.cohort, college, f"2024100{at}", f"何{at}", gender="2" if at % 2 else "1")
    settle(cast, cast.wang_graduate)
    return taking.snapshot(cohort=cast.cohort, by=cast.qian, why="期末")


def settle(cast: Cast, who: Any) -> None:
    """File what counts from the moment it is in review."""
    CohortSettings.objects.create(
        school=cast.school, cohort=cast.cohort, number=9, digest="0" * 64, at=clock.now(),
        text=written(Settings(counts_from="in_review")),
    )  # fmt: skip
    typed = {"code": "801", "employer_name": "云梦大学"}
    submit(graduate=who, typed=typed, seen=0, by=cast.zhao)


def test_the_groups_sum_to_the_whole_and_the_classes_to_everybody(
    cast: Cast, frozen: Snapshot
) -> None:
    told = figuring.counted(frozen, "college")
    assert set(told.groups) == {"农学院", "文学院"}
    for rule in told.rules:
        whole = told.whole[rule.code]
        parts = [figures[rule.code] for figures in told.groups.values()]
        assert whole.numerator == sum(each.numerator for each in parts)
        assert whole.denominator == sum(each.denominator for each in parts) == 6
    exclusive = sum(told.whole[rule.code].numerator for rule in told.rules if rule.exclusive)
    assert exclusive == 6


@pytest.mark.parametrize("by", figuring.GROUPINGS)
def test_the_people_listed_count_to_exactly_the_figure(frozen: Snapshot, by: str) -> None:
    told = figuring.counted(frozen, by)
    for value, figures in told.groups.items():
        for rule in told.rules:
            listed = figuring.explained(basis.opened(frozen), rule.code, {by: value})
            figure = figures[rule.code]
            assert listed.members.num_rows == figure.numerator
            assert listed.members.num_rows + listed.others.num_rows == figure.denominator


def test_a_figure_is_the_same_after_the_data_has_changed(cast: Cast, frozen: Snapshot) -> None:
    before = figuring.counted(frozen, "college").whole[PLACEMENT]
    changes.set_status(
        graduates=[cast.wang_graduate], status="延期", effective_on=clock.today(), note="名单",
        by=cast.qian,
    )  # fmt: skip
    FigureSet.objects.all().delete()
    basis._opened.cache_clear()
    assert figuring.counted(frozen, "college").whole[PLACEMENT] == before


def test_it_is_counted_once_and_kept(frozen: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    figuring.counted(frozen, "level")
    monkeypatch.setattr(figuring, "run", lambda *_, **__: pytest.fail("counted again"))
    figuring.counted(frozen, "level")
    assert FigureSet.objects.filter(by="level").count() == 1


def shown(client: Client, name: str, **asked: object) -> str:
    answer = client.get(reverse(f"season:{name}"), {k: str(v) for k, v in asked.items()})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_any_number_opens_its_explanation(cast: Cast, frozen: Snapshot) -> None:
    centre = login(Client(), cast.qian)
    page = shown(centre, "figures")
    links = re.findall(r'href="(/season/figures/explain/[^"]+)"', page)
    assert len(links) == 3 * len(figuring.counted(frozen, "college").rules)
    for link in links[:12]:
        assert centre.get(link.replace("&amp;", "&")).status_code == 200
    told = shown(centre, "explain", code=PLACEMENT)
    for said in ("公式", "设置散列", frozen.sha256, "分子里的 1 人"):
        assert said in told
    assert "没有更早的可比" in shown(centre, "changed", code=PLACEMENT)
    entry = Entry.objects.filter(action="view").latest("pk")
    assert cast.wang_graduate.pk in entry.subject_ids
    for path in (reverse("season:figures"), f"{reverse('season:explain')}?code={PLACEMENT}"):
        assert len(asked := cost(cast, "qian", path)) <= MOST, asked


def test_what_changed_since_the_snapshot_before_is_said(cast: Cast, frozen: Snapshot) -> None:
    clock.move_to(clock.now() + timedelta(hours=1))
    changes.set_status(
        graduates=[cast.chen_graduate], status="延期", effective_on=clock.today(), note="名单",
        by=cast.qian,
    )  # fmt: skip
    taking.snapshot(cohort=cast.cohort, by=cast.qian, why="后")
    told = shown(login(Client(), cast.qian), "changed", code=PLACEMENT)
    assert "分母 −1" in told
    assert "延期" in told


def test_one_person_is_told_why_in_and_why_not(cast: Cast, frozen: Snapshot) -> None:
    centre = login(Client(), cast.qian)
    number = cast.wang_graduate.student_no
    assert "在分子里：去向代码 801" in shown(centre, "explain", code=PLACEMENT, q=number)
    other = cast.chen_graduate.student_no
    assert "没有登记去向" in shown(centre, "explain", code=PLACEMENT, q=other)
    answer = centre.get(reverse("season:explain"), {"code": PLACEMENT, "q": "x' or 1=1"})
    assert answer.status_code == 422
    assert "名毕业生" in answer.content.decode()


def test_a_college_sees_its_own_figures_and_people_only(cast: Cast, frozen: Snapshot) -> None:
    own = login(Client(), cast.zhao)
    page = shown(own, "figures")
    assert "农学院" in page
    assert "文学院" not in page
    assert "全校" not in page
    assert "王" in shown(own, "explain", code=PLACEMENT, group="农学院")
    path = reverse("season:explain")
    for asked in (
        {"code": PLACEMENT}, {"code": PLACEMENT, "group": "文学院"},
        {"code": PLACEMENT, "group": "31", "by": "level"},
        {"code": PLACEMENT, "group": "31", "by": "level", "within": "文学院"},
        {"code": PLACEMENT, "within": "mine"},
    ):  # fmt: skip
        assert own.get(path, asked).status_code == 404, asked
        assert own.get(reverse("season:changed"), asked).status_code == 404, asked
    other = {"code": PLACEMENT, "group": "农学院", "q": cast.chen_graduate.student_no}
    assert own.get(path, other).status_code == 422


def test_a_snapshot_that_was_changed_gives_no_figure(cast: Cast, frozen: Snapshot) -> None:
    found = frozen.path / "graduates.parquet"
    found.chmod(0o600)
    found.write_bytes(found.read_bytes()[:-40] + b"0" * 40)
    answer = login(Client(), cast.qian).get(reverse("season:figures"))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_bad_addresses_are_not_found(cast: Cast, frozen: Snapshot) -> None:
    centre = login(Client(), cast.qian)
    for name, asked in (
        ("figures", {"by": "name"}), ("figures", {"snapshot": "99"}), ("explain", {"code": "x"}),
        ("explain", {"code": PLACEMENT, "group": "没有"}),
    ):  # fmt: skip
        assert centre.get(reverse(f"season:{name}"), asked).status_code == 404, asked


def test_a_head_of_the_school_sees_no_single_graduate(cast: Cast, frozen: Snapshot) -> None:
    """Not among who is due, nor who has longer; how far colleges are is for heads too."""
    head = login(Client(), appointed(staff(cast.school, "8200", "校长"), PostKind.SCHOOL_HEAD))
    assert head.get(reverse("season:progress")).status_code == 200
    part = reverse("season:due", args=[cast.agronomy.pk])
    assert head.get(part).status_code == 404
    own = reverse("season:college", args=[cast.agronomy.pk])
    assert part not in head.get(own).content.decode()
    Extension.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, label="2024-W24",
        graduate=cast.wang_graduate, until=clock.now(), reason="在境外", by=cast.qian,
        at=clock.now(),
    )  # fmt: skip
    moves = reverse("season:moves")
    assert cast.wang_graduate.name not in head.get(moves).content.decode()
    assert cast.wang_graduate.name in login(Client(), cast.zhao).get(moves).content.decode()
    assert cast.wang_graduate.name not in login(Client(), cast.sun).get(moves).content.decode()
