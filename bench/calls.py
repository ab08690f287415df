"""Twenty callers at the desk of a real server: ``python -m bench.calls [--database postgresql]``.

A survey of the newest of three cohorts of 10,000 is fixed and drawn, each timed; then twenty
people take a record, read it and note what came of it, again and again: first a second or so apart
from step to step, which is faster than anybody talks, then without a pause, which nobody does and
is as much as the machine gives. What is told is how long the next record takes, from pressing the
button to the page that shows it, and what a page costs the web processes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time as day_time
from typing import TYPE_CHECKING, Any

import psutil

from bench.load import Served, Visitor, served, start
from bench.measure import cost, machine, table

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Cohort
    from quxiang.web.verification.models import Survey

CALLERS, ROUNDS, AIM = 20, 15, 150
#: rounds before anything is measured: each web process writes its queries once
WARMING = 3
DESK = "/verification/desk/"
#: seconds from step to step; nothing: as fast as answers come
PAUSES = {"a pause of 0.5 to 1.5 s": (0.5, 1.5), "no pause": (0.0, 0.0)}


def prepare() -> None:
    """Fix, draw and start a survey; print what that cost and the callers' sessions as JSON."""
    from quxiang.web.commands import django

    django.start()
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.roster.models import Cohort

    cohort = Cohort.objects.order_by("-year")[0]
    centre = Appointment.objects.filter(kind="centre_officer")[0].user
    survey, costs = _running(cohort, centre)
    told = {
        "costs": costs, "cookies": _callers(cohort), "frame": survey.frame_size,
        "drawn": survey.planned_size,
    }  # fmt: skip
    json.dump(told, sys.stdout)


def _running(cohort: Cohort, centre: User) -> tuple[Survey, dict[str, tuple[float, float]]]:
    """Return a survey that may be called at any hour, and the wall and CPU seconds of its steps."""
    from quxiang.web.verification.options import Options
    from quxiang.web.verification.services import planning

    options = Options(
        "graduates", "bench", half_width=200, expected=5000, everybody=True, whole_flagged=True,
        opens_at=day_time(0), closes_at=day_time(23, 59, 59),
    )  # fmt: skip
    survey = planning.plan(cohort=cohort, options=options, by=centre)
    steps: dict[str, tuple[Any, dict[str, str]]] = {
        "fix": (planning.fix, {"site": "https://example.test/"}), "draw": (planning.draw, {}),
        "start": (planning.start, {}),
    }  # fmt: skip
    costs = {}
    for name, (step, more) in steps.items():
        spent = cost(lambda s=step, m=more: s(survey=survey, seen=survey.revision, by=centre, **m))
        costs[name] = (spent.wall, spent.cpu)
        survey.refresh_from_db()
    return survey, costs


def _callers(cohort: Cohort) -> list[str]:
    """Return the sessions of people who call."""
    from bench.seeding import cookie
    from quxiang.web.accounts.models import User
    from quxiang.web.accounts.services.users import create_user
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post

    cookies = []
    for at in range(CALLERS):
        user = create_user(
            school=cohort.school, kind=User.Kind.STAFF, number=f"C{at}", name=f"核查{at}", by=None
        )
        post = add_post(school=cohort.school, kind="caller", unit=None, title=f"{at}", by=None)
        appoint(post=post, user=user, by=None)
        cookies.append(cookie(user))
    return cookies


@dataclass
class Phase:
    """What one way of calling came to: waits in ms, CPU seconds of the web, the machine's load."""

    next_record: list[float] = field(default_factory=list)
    note: list[float] = field(default_factory=list)
    desk: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0
    load: float = 0.0

    @property
    def requests(self) -> int:
        """Return how many answers there were; the next record is two, a press and a page."""
        return 2 * len(self.next_record) + len(self.note) + len(self.desk)


def work(cookie: str, seed: int, pause: tuple[float, float], rounds: int, told: Phase) -> None:
    """Take, read and note, as one caller does."""
    visitor, chance = Visitor(), random.Random(seed)
    time.sleep(chance.uniform(0, pause[1]))
    for _ in range(rounds):
        began = time.perf_counter()
        taken, _ = visitor.ask("POST", f"{DESK}next/", cookie, "x=1")
        answer, page = visitor.ask("GET", DESK, cookie)
        told.next_record.append((time.perf_counter() - began) * 1000)
        found = re.search(r"/verification/desk/(\d+)/note/", page)
        if taken.status != 302 or answer.status != 200 or found is None:
            told.errors.append(f"{taken.status} {answer.status}")
            return
        time.sleep(chance.uniform(*pause))
        began = time.perf_counter()
        noted, _ = visitor.ask("POST", found[0], cookie, "outcome=consistent")
        middle = time.perf_counter()
        told.note.append((middle - began) * 1000)
        left, page = visitor.ask("GET", DESK, cookie)
        told.desk.append((time.perf_counter() - middle) * 1000)
        if noted.status != 302 or left.status != 200 or "取下一条" not in page:
            told.errors.append(f"note {noted.status} {left.status}")
            return
        time.sleep(chance.uniform(*pause))


def phase(school: Served, cookies: Sequence[str], pause: tuple[float, float], rounds: int) -> Phase:
    """Let all callers work at once."""
    told = Phase()
    threads = [
        threading.Thread(target=work, args=(cookie, at, pause, rounds, told))
        for at, cookie in enumerate(cookies)
    ]
    used, began = school.cpu(), time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    told.cpu, told.seconds = school.cpu() - used, time.perf_counter() - began
    told.load = psutil.getloadavg()[0]
    if told.errors:
        raise RuntimeError(f"{len(told.errors)} callers stopped, the first: {told.errors[0]}")
    return told


def report(database: str) -> str:
    """Measure and return Markdown."""
    with served(start(durable=True) if database else "") as school:
        told = json.loads(
            subprocess.run(
                [sys.executable, "-m", "bench.calls", "--prepare"], check=True,
                env=school.server.environ(), stdout=subprocess.PIPE,
            ).stdout
        )  # fmt: skip
        cookies = told["cookies"]
        phase(school, cookies, (0.0, 0.5), WARMING)
        phases = {name: phase(school, cookies, each, ROUNDS) for name, each in PAUSES.items()}
    steps = [(name, f"{wall * 1000:.0f}", f"{cpu * 1000:.0f}")
             for name, (wall, cpu) in told["costs"].items()]  # fmt: skip
    return "\n\n".join(
        [
            f"{machine()}; {'PostgreSQL' if database else 'SQLite'}, load from the same cores.",
            f"{told['drawn']} drawn of {told['frame']}; {CALLERS} callers.",
            table(("what", "times", "median ms", "p95 ms", "aim"), _waits(phases)),
            table(("callers make", "answers/s", "CPU ms an answer", "load at the end"),
                  _costs(phases)),
            table(("step", "wall ms", "CPU ms"), steps),
        ]
    )  # fmt: skip


def _waits(phases: Mapping[str, Phase]) -> list[tuple[str, ...]]:
    return [
        (f"{what}, {name}", str(len(each)), f"{statistics.median(each):.0f}",
         f"{statistics.quantiles(each, n=20)[-1]:.0f}", f"≤ {AIM}" if what == "next record" else "")
        for name, found in phases.items()
        for what, each in (
            ("next record", found.next_record), ("note", found.note), ("desk after it", found.desk),
        )
    ]  # fmt: skip


def _costs(phases: Mapping[str, Phase]) -> list[tuple[str, ...]]:
    return [
        (name, f"{each.requests / each.seconds:.0f}", f"{each.cpu / each.requests * 1000:.1f}",
         f"{each.load:.1f}")
        for name, each in phases.items()
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("", "postgresql"), default="")
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        prepare()
    else:
        print(report(options.database))


if __name__ == "__main__":
    main()
