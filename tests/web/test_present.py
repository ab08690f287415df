"""Figures for "now": never older than a minute after a change, read once, gone after an hour."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quxiang.standards import Settings, written
from quxiang.web.common import clock
from quxiang.web.destinations.services.filing import submit
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import run_job
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import CohortSettings
from quxiang.web.roster.services import changes
from quxiang.web.season import basis, figuring
from quxiang.web.season.models import FigureSet, Present
from quxiang.web.season.present import LATEST, mark_of, now_of
from quxiang.web.season.services import presenting, taking
from web.cast import Cast, graduate
from web.conftest import login
from web.test_queries import MOST, cost

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PLACEMENT = "placement_rate"
PAGE = "/season/figures/"


@pytest.fixture(autouse=True)
def _alone() -> None:
    for folder in (presenting.FOLDER, taking.FOLDER):
        shutil.rmtree(Path(settings.HOME) / folder, ignore_errors=True)
    basis._opened.cache_clear()


@pytest.fixture
def read(cast: Cast) -> Present:
    CohortSettings.objects.create(
        school=cast.school, cohort=cast.cohort, number=9, digest="0" * 64, at=clock.now(),
        text=written(Settings(counts_from="in_review")),
    )  # fmt: skip
    return presenting.make_present(cast.cohort)


def settle(cast: Cast) -> None:
    typed = {"code": "801", "employer_name": "云梦大学"}
    submit(graduate=cast.wang_graduate, typed=typed, seen=0, by=cast.zhao)


def defer(cast: Cast) -> None:
    changes.set_status(
        graduates=[cast.chen_graduate], status="延期", effective_on=clock.today(), note="名单",
        by=cast.qian,
    )  # fmt: skip


def work_off() -> Job:
    job = Job.objects.filter(state="queued").latest("pk")
    run_job(job.pk)
    job.refresh_from_db()
    return job


def page(client: Client, **asked: str) -> str:
    answer = client.get(PAGE, {"snapshot": "now", **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_of_now_waits_for_the_worker_and_then_has_the_figures(cast: Cast) -> None:
    centre = login(Client(), cast.qian)
    waiting = page(centre)
    assert "正在计算" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert "正在计算" in page(centre)
    assert Job.objects.filter(kind=presenting.PRESENT).count() == 1
    assert work_off().message.endswith("2 人。")
    shown = page(centre)
    assert "正在计算" not in shown
    assert "全校" in shown
    assert "0/2" in shown
    assert len(asked := cost(cast, "qian", f"{PAGE}?snapshot=now")) <= MOST, asked


def test_without_a_worker_the_page_reads_for_itself(cast: Cast) -> None:
    centre = login(Client(), cast.qian)
    page(centre)
    late = clock.real_now() - presenting.PATIENCE - timedelta(seconds=1)
    Job.objects.update(created_at=late)
    assert "0/2" in page(centre)


def test_what_holds_is_as_of_this_moment_and_costs_no_recount(
    cast: Cast, read: Present, monkeypatch: pytest.MonkeyPatch
) -> None:
    figuring.counted(read, "college")
    clock.move_to(clock.now() + timedelta(hours=5))
    monkeypatch.setattr(figuring, "run", lambda *_, **__: pytest.fail("counted again"))
    there = now_of(cast.cohort)
    assert (there.row, there.holds) == (read, True)
    assert there.as_of >= clock.now() - timedelta(seconds=30)
    assert f"{clock.local(clock.now()):%Y-%m-%d %H:}" in page(login(Client(), cast.qian))
    assert not Job.objects.exists()
    assert presenting.make_present(cast.cohort) == read


@pytest.mark.parametrize("act", ["settle", "defer", "rename", "settings", "newcomer"])
def test_whatever_figures_follow_from_changes_the_mark(cast: Cast, read: Present, act: str) -> None:
    before = mark_of(cast.cohort)
    assert before == read.mark == mark_of(cast.cohort)
    acts: dict[str, Any] = {
        "settle": lambda: settle(cast), "defer": lambda: defer(cast),
        "rename": lambda: Unit.objects.filter(pk=cast.letters.pk).update(name="文法学院"),
        "settings": lambda: CohortSettings.objects.create(
            school=cast.school, cohort=cast.cohort, number=10, digest="1" * 64, at=clock.now(),
            text=written(Settings()),
        ),
        "newcomer": lambda: graduate(cast.cohort, cast.letters, "20249999", "新来"),
    }  # fmt: skip
    acts[act]()
    assert mark_of(cast.cohort) != before


def test_after_a_change_what_was_is_shown_for_a_minute_and_said_to_be(
    cast: Cast, read: Present
) -> None:
    centre = login(Client(), cast.qian)
    settle(cast)
    there = now_of(cast.cohort)
    assert (there.row, there.as_of, there.holds) == (read, read.known_at, False)
    assert "0/2" in page(centre)
    clock.move_to(read.known_at + LATEST + timedelta(seconds=1))
    assert now_of(cast.cohort).row is None
    assert "正在计算" in page(centre)
    work_off()
    shown = page(centre)
    assert "1/2" in shown
    assert now_of(cast.cohort).holds


def test_a_number_of_now_is_explained_by_the_very_people_it_was_counted_from(
    cast: Cast, read: Present
) -> None:
    settle(cast)
    clock.move_to(clock.now() + timedelta(minutes=2))
    newer = presenting.make_present(cast.cohort)
    centre = login(Client(), cast.qian)
    explain = reverse("season:explain")
    for row, said in ((read, "分子里的 0 人"), (newer, "分子里的 1 人"), (None, "分子里的 1 人")):
        key = f"now-{row.pk}" if row else "now-999999"
        told = centre.get(explain, {"code": PLACEMENT, "snapshot": key}).content.decode()
        assert said in told, key
    told = centre.get(explain, {"code": PLACEMENT, "snapshot": f"now-{newer.pk}"}).content.decode()
    assert newer.sha256 in told
    assert cast.wang_graduate.name in told


def test_what_changed_since_the_last_snapshot_is_said_of_now_too(cast: Cast, read: Present) -> None:
    taking.snapshot(cohort=cast.cohort, by=cast.qian, why="期末")
    clock.move_to(clock.now() + timedelta(hours=1))
    defer(cast)
    presenting.make_present(cast.cohort)
    centre = login(Client(), cast.qian)
    asked = {"code": PLACEMENT, "snapshot": "now"}
    told = centre.get(reverse("season:changed"), asked).content.decode()
    assert "分母 −1" in told
    assert "延期" in told


def test_what_nobody_can_have_open_goes_with_its_rows(cast: Cast, read: Present) -> None:
    figuring.counted(read, "college")
    settle(cast)
    clock.move_to(read.known_at + presenting.KEPT + timedelta(minutes=1))
    newer = presenting.make_present(cast.cohort)
    assert list(Present.objects.all()) == [newer]
    assert not read.path.exists()
    assert not FigureSet.objects.filter(within="", by="college", present_id=read.pk).exists()


def test_a_mark_costs_few_questions(cast: Cast) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        mark_of(cast.cohort)
    assert len(asked) == 1


def test_a_cohort_of_nobody_has_no_figures(cast: Cast) -> None:
    for each in (cast.wang_graduate, cast.chen_graduate):
        changes.remove(graduate=each, note="转出", by=cast.qian)
    centre = login(Client(), cast.qian)
    page(centre)
    assert "没有指标" in work_off().message
