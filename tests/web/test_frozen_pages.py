"""Snapshots on pages: taken by a click, verified to the row, two of them told apart by name."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quxiang.web.alerts.services import running
from quxiang.web.audit import trail
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import run_job
from quxiang.web.roster.services import changes
from quxiang.web.season import tasks
from quxiang.web.season.models import Snapshot
from quxiang.web.season.services import taking, telling
from web.cast import Cast
from web.conftest import login
from web.signing import file

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _alone() -> None:
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)


@pytest.fixture
def centre(cast: Cast) -> Client:
    return login(Client(), cast.qian)


def work_off() -> Job:
    job = Job.objects.filter(state="queued").latest("pk")
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_snapshot_is_taken_by_a_click_and_verifies(cast: Cast, centre: Client) -> None:
    path = reverse("season:snapshots")
    assert "还没有快照" in centre.get(path).content.decode()
    assert centre.post(reverse("season:take"), {"why": "报表前"}).status_code == 302
    assert "正在建立" in centre.get(path).content.decode()
    assert work_off().result["message"] == "快照 1：2 人。"
    row = Snapshot.objects.get()
    assert (row.why, row.by, row.people) == ("报表前", cast.qian, 2)
    page = centre.get(path).content.decode()
    assert row.sha256[:12] in page
    own = reverse("season:snapshot", args=[row.pk])
    assert "还没有核验过" in centre.get(own).content.decode()
    assert centre.post(reverse("season:verify", args=[row.pk])).status_code == 302
    assert work_off().result["differences"] == []
    assert "逐行一致" in centre.get(own).content.decode()


def test_what_was_changed_in_a_snapshot_is_told_by_name(cast: Cast, centre: Client) -> None:
    row = taking.snapshot(cohort=cast.cohort, by=cast.qian, why="期末")
    found = row.path / "graduates.parquet"
    found.chmod(0o600)
    found.write_bytes(found.read_bytes()[:-40] + b"0" * 40)
    centre.post(reverse("season:verify", args=[row.pk]))
    told = work_off().result["differences"]
    assert told
    assert any("graduates" in each for each in told)
    page = centre.get(reverse("season:snapshot", args=[row.pk])).content.decode()
    assert "不一致" in page
    assert told[0][:20] in page


def test_two_snapshots_are_told_apart_with_who_recorded_what(cast: Cast, centre: Client) -> None:
    first = taking.snapshot(cohort=cast.cohort, by=cast.qian, why="前")
    clock.move_to(clock.now() + timedelta(hours=1))
    changes.set_status(
        graduates=[cast.chen_graduate], status="延期", effective_on=clock.today(), note="名单",
        by=cast.qian,
    )  # fmt: skip
    file(cast, {"code": "801", "employer_name": "云梦大学"}, by=cast.zhao)
    clock.move_to(clock.now() + timedelta(hours=1))
    second = taking.snapshot(cohort=cast.cohort, by=cast.qian, why="后")
    path = reverse("season:compare")
    asked = {"before": second.pk, "after": first.pk}
    waiting = centre.get(path, asked).content.decode()
    assert "正在比较" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert work_off().message == "2 人不同。"
    page = centre.get(path, asked).content.decode()
    assert page.index(f"第 {first.number} 份") < page.index(f"第 {second.number} 份")
    for said in ("陈", "延期", "钱明", "赵秋", "提交", "分母 −1", "0/2", "0/1"):
        assert said in page, said
    entry = Entry.objects.filter(action="view").latest("pk")
    assert set(entry.subject_ids) == {cast.wang_graduate.pk, cast.chen_graduate.pk}


def test_what_cannot_be_compared_is_said(cast: Cast, centre: Client) -> None:
    row = taking.snapshot(cohort=cast.cohort, by=cast.qian, why="前")
    clock.move_to(clock.now() + timedelta(minutes=1))
    other = taking.snapshot(cohort=cast.cohort, by=cast.qian, why="后")
    (other.path / "graduates.parquet").unlink()
    path = reverse("season:compare")
    answer = centre.get(path, {"before": row.pk, "after": other.pk})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert centre.get(path, {"before": "x", "after": str(row.pk)}).status_code == 404
    assert centre.get(path, {"before": "9999", "after": str(row.pk)}).status_code == 404
    same = {"before": row.pk, "after": row.pk}
    assert "正在比较" in centre.get(path, same).content.decode()
    work_off()
    assert "没有不同" in centre.get(path, same).content.decode()


def two(cast: Cast) -> tuple[Snapshot, Snapshot]:
    first = taking.snapshot(cohort=cast.cohort, by=cast.qian, why="前")
    clock.move_to(clock.now() + timedelta(minutes=1))
    return first, taking.snapshot(cohort=cast.cohort, by=cast.qian, why="后")


def test_two_are_compared_once_and_again_only_after_a_run(
    cast: Cast, centre: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two(cast)
    told = telling.tell_apart(first, second)
    monkeypatch.setattr(telling, "told_apart", lambda *_: pytest.fail("compared again"))
    assert telling.told_or_asked(first, second) == (told, None)
    page = centre.get(reverse("season:compare"), {"before": first.pk, "after": second.pk})
    assert "没有不同" in page.content.decode()
    assert not Job.objects.exists()
    with trail.atomic():
        run = running.begin(cast.cohort, cast.qian, "中心运行")
    run.snapshot = second
    run.save(update_fields=["snapshot"])
    running.do_run(run)
    kept, job = telling.told_or_asked(first, second)
    assert (kept, telling.waits(job)) == (None, True)


def test_without_a_worker_the_page_compares_by_itself_and_what_failed_is_said(
    cast: Cast, centre: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two(cast)
    path, asked = reverse("season:compare"), {"before": first.pk, "after": second.pk}
    centre.get(path, asked)
    work = telling.tell_apart
    monkeypatch.setattr(tasks, "tell_apart", lambda *_: refused())
    assert work_off().message == "读不出来。"
    answer = centre.get(path, asked)
    assert answer.status_code == 422
    assert "读不出来" in answer.content.decode()
    Job.objects.update(ended_at=clock.real_now() - telling.AGAIN - timedelta(seconds=1))
    assert "正在比较" in centre.get(path, asked).content.decode()
    late = clock.real_now() - telling.PATIENCE - timedelta(seconds=1)
    Job.objects.filter(state="queued").update(created_at=late)
    assert "没有不同" in centre.get(path, asked).content.decode()
    assert work(first, second) == telling.kept(first, second)


def refused() -> None:
    raise InvalidError("读不出来。")
