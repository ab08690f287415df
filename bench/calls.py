"""Twenty callers at the desk of a real server: ``python -m bench.calls [--database postgresql]``.

A survey of the newest of three cohorts of 10,000 is fixed and drawn, each timed; then twenty
people take a record, read it and note what came of it, again and again, a second or so apart. What
is told is how long the next record takes, from pressing the button to the page that shows it.
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
from datetime import time as day_time

from bench.load import Visitor, served, start
from bench.measure import cost, machine, table

CALLERS, ROUNDS, AIM = 20, 15, 150
DESK = "/verification/desk/"


def prepare() -> None:
    """Fix, draw and start a survey; print what that cost and the callers' sessions as JSON."""
    from quxiang.web.commands import django

    django.start()
    from bench.seeding import cookie
    from quxiang.web.accounts.models import User
    from quxiang.web.accounts.services.users import create_user
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post
    from quxiang.web.roster.models import Cohort
    from quxiang.web.verification.options import Options
    from quxiang.web.verification.services import planning

    centre = Appointment.objects.filter(kind="centre_officer")[0].user
    cohort = Cohort.objects.order_by("-year")[0]
    options = Options(
        "graduates", "bench", half_width=200, expected=5000, everybody=True, whole_flagged=True,
        opens_at=day_time(0), closes_at=day_time(23, 59, 59),
    )  # fmt: skip
    survey = planning.plan(cohort=cohort, options=options, by=centre)
    costs = {}
    for name, step, more in (
        ("fix", planning.fix, {"site": "https://example.test/"}), ("draw", planning.draw, {}),
        ("start", planning.start, {}),
    ):  # fmt: skip
        spent = cost(lambda s=step, m=more: s(survey=survey, seen=survey.revision, by=centre, **m))
        costs[name] = (spent.wall, spent.cpu)
        survey.refresh_from_db()
    cookies = []
    for at in range(CALLERS):
        user = create_user(
            school=cohort.school, kind=User.Kind.STAFF, number=f"C{at}", name=f"核查{at}", by=None
        )
        post = add_post(school=cohort.school, kind="caller", unit=None, title=f"{at}", by=None)
        appoint(post=post, user=user, by=None)
        cookies.append(cookie(user))
    json.dump(
        {"costs": costs, "cookies": cookies, "frame": survey.frame_size,
         "drawn": survey.planned_size}, sys.stdout,
    )  # fmt: skip


def work(cookie: str, seed: int, waits: dict[str, list[float]], errors: list[str]) -> None:
    """Take, read and note, as one caller does."""
    visitor, chance = Visitor(), random.Random(seed)
    body = "x=1"
    time.sleep(chance.uniform(0, 1.5))
    for _ in range(ROUNDS):
        began = time.perf_counter()
        taken, _ = visitor.ask("POST", f"{DESK}next/", cookie, body)
        answer, page = visitor.ask("GET", DESK, cookie)
        waits["next record"].append((time.perf_counter() - began) * 1000)
        found = re.search(r"/verification/desk/(\d+)/note/", page)
        if taken.status != 302 or answer.status != 200 or found is None:
            errors.append(f"{taken.status} {answer.status}")
            return
        time.sleep(chance.uniform(0.5, 1.5))
        began = time.perf_counter()
        noted, _ = visitor.ask("POST", found[0], cookie, "outcome=consistent")
        waits["note"].append((time.perf_counter() - began) * 1000)
        if noted.status != 302:
            errors.append(f"note {noted.status}")
            return


def report(database: str) -> str:
    """Measure and return Markdown."""
    waits: dict[str, list[float]] = {"next record": [], "note": []}
    errors: list[str] = []
    with served(start(durable=True) if database else "") as school:
        told = json.loads(
            subprocess.run(
                [sys.executable, "-m", "bench.calls", "--prepare"], check=True,
                env=school.server.environ(), stdout=subprocess.PIPE,
            ).stdout
        )  # fmt: skip
        threads = [
            threading.Thread(target=work, args=(cookie, at, waits, errors))
            for at, cookie in enumerate(told["cookies"])
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    if errors:
        raise RuntimeError(f"{len(errors)} callers stopped, the first: {errors[0]}")
    rows = [
        (name, str(len(each)), f"{statistics.median(each):.0f}",
         f"{statistics.quantiles(each, n=20)[-1]:.0f}", f"≤ {AIM}" if name != "note" else "")
        for name, each in waits.items()
    ]  # fmt: skip
    steps = [(name, "1", f"{wall * 1000:.0f}", f"{cpu * 1000:.0f} (CPU)", "")
             for name, (wall, cpu) in told["costs"].items()]  # fmt: skip
    return "\n\n".join(
        [
            f"{machine()}; {'PostgreSQL' if database else 'SQLite'}, load from the same cores.",
            f"{told['drawn']} drawn of {told['frame']}.",
            table(("what", "times", "median ms", "p95 ms", "aim"), [*rows, *steps]),
        ]
    )


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
