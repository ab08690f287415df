"""A worker that is killed again and again: nothing is lost, nothing goes twice, doubt is shown."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from journeys.installation import environment, seeded
from quxiang.web.common import clock
from quxiang.web.jobs import services
from quxiang.web.jobs.models import Job
from web.vendor import serving

COUNT, KILLS = 300, 4


def run(home: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "web.sending", *arguments]
    return subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True)


def said(home: Path, *arguments: str) -> dict[str, int]:
    output, _ = (process := run(home, *arguments)).communicate(timeout=300)
    assert process.returncode == 0
    found: dict[str, int] = json.loads(output)
    return found


def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = seeded(tmp_path_factory.mktemp("killed"))
    with serving() as vendor:
        said(home, "write", vendor.url, str(COUNT))
        for kill in range(1, KILLS + 1):
            process = run(home)
            until = time.monotonic() + 120
            while len(vendor.taken) < kill * COUNT // (KILLS + 2) and time.monotonic() < until:
                time.sleep(0.002)
            process.kill()
            process.communicate()
        said(home, "overdue")
        states = said(home)
        got = Counter(each["to"] for each in vendor.taken)
    assert max(got.values()) == 1  # nobody got two
    doubtful = states.get("uncertain", 0)
    assert doubtful <= KILLS  # one for each worker at most
    assert states == {"sent": COUNT - doubtful} | ({"uncertain": doubtful} if doubtful else {})
    assert COUNT - doubtful <= len(got) <= COUNT  # what is in doubt may have gone


@pytest.mark.django_db
@pytest.mark.database
def test_a_job_handed_to_a_worker_that_died_is_handed_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handed: list[int] = []
    monkeypatch.setattr(services, "_hand_to_worker", lambda job: handed.append(job.pk))
    now = clock.real_now()
    old, new = now - timedelta(minutes=2), now - timedelta(seconds=20)
    stranded = Job.objects.create(kind="notifications.deliver", created_at=old)
    Job.objects.create(kind="notifications.deliver", created_at=new)
    at_work = Job.objects.create(
        kind="imports.read", state=Job.State.RUNNING, created_at=old,
        lease_until=now + timedelta(minutes=5),
    )  # fmt: skip
    services._hand_out_waiting(now)
    assert handed == []  # it waits for its turn
    Job.objects.filter(pk=at_work.pk).update(state=Job.State.DONE)
    services._hand_out_waiting(now)
    assert handed == [stranded.pk]
