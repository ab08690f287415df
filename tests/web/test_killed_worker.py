"""A worker that is killed again and again: nothing is lost, nothing goes twice, doubt is shown."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from journeys.installation import environment, seeded
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
