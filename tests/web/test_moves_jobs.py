"""Jobs and ticks, two real transactions against each other."""

from __future__ import annotations

import pytest

from quxiang.web.common import clock
from quxiang.web.jobs import registry
from quxiang.web.jobs import services as jobs
from quxiang.web.jobs.models import Job, PeriodicRun
from quxiang.web.jobs.progress import Progress
from web.at_once import at_once
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_a_job_asked_for_twice_is_one_and_runs_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    monkeypatch.setitem(
        registry._tasks,
        "count",
        registry.Registered("count", "数", lambda _, **__: ran.append("1")),
    )
    asked = at_once([lambda: jobs.enqueue("count", key="a", by=cast.qian).pk] * 2)
    (key,) = set(asked)
    at_once([lambda: jobs.run_job(key)] * 2)
    assert ran == ["1"]
    assert Job.objects.get(pk=key).attempts == 1


def test_a_job_that_begins_while_it_is_asked_for_again_is_asked_for_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        registry._tasks, "count", registry.Registered("count", "数", lambda _, **__: None)
    )
    first = jobs.enqueue("count", key="a", by=cast.qian)
    look, begun = Job.objects.filter, list[int]()

    def look_too_late(*asked: object, **fields: object) -> object:
        if "key" in fields and not begun:
            begun.append(first.pk)
            jobs.run_job(first.pk)
        return look(*asked, **fields)

    monkeypatch.setattr(Job.objects, "filter", look_too_late)
    second = jobs.enqueue("count", key="a", by=cast.qian)
    assert second.pk != first.pk
    assert [each.state for each in Job.objects.order_by("pk")] == ["done", "queued"]


def test_a_job_cancelled_as_it_starts_is_cancelled_or_told_to_stop(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def stops(progress: Progress) -> None:
        ran.append("1")
        progress.at(1)

    monkeypatch.setitem(registry._tasks, "stop", registry.Registered("stop", "停", stops))
    job = jobs.enqueue("stop", by=cast.qian)
    at_once([lambda: jobs.run_job(job.pk), lambda: jobs.cancel(job)])
    job.refresh_from_db()
    ended = (job.state, job.cancel_asked)
    assert ended in [(Job.State.CANCELLED, True), (Job.State.DONE, False), (Job.State.DONE, True)]
    assert job.state == Job.State.CANCELLED or ran


def test_two_ticks_at_once_run_what_is_due_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    each = registry.Periodic("count", registry.every(days=1), lambda _: ran.append("1"))
    monkeypatch.setattr(registry, "_periodic", {"count": each})
    now = clock.now()
    lost = Job.objects.create(
        kind="imports.read", state=Job.State.RUNNING, attempts=3, created_at=now,
        lease_until=clock.real_now() - jobs.LEASE,
    )  # fmt: skip
    at_once([lambda: jobs.run_due(now)] * 2)
    assert ran == ["1"]
    assert Job.objects.get(pk=lost.pk).state == Job.State.FAILED
    assert PeriodicRun.objects.count() == 1


def test_a_second_turn_is_run_once_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    each = registry.Periodic("count", registry.every(days=1), lambda _: ran.append("1"))
    now = clock.now()
    PeriodicRun.objects.create(name="count", ran_at=now - jobs.LEASE * 1000)
    at_once([lambda: jobs._run_periodic(each, now)] * 2)
    assert ran == ["1"]
