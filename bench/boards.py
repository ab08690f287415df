"""Dashboards under load: ``python -m bench.boards [--database postgresql] [--rate 40]``.

The school of ``bench.load`` is frozen three times; earlier days of its three seasons are told as
retention leaves them, counts without rows. Pages then come at random moments, load and server on
the same cores.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bench.load import Ask, Visitor, open_arrivals, saturated, served, start
from bench.measure import machine, table

#: of a hundred pages
SHARES = {"school": 40, "college": 35, "phone": 15, "wall": 10}
AIM = 200
SNAPSHOTS, DAYS = 3, 60


def season() -> None:
    """Freeze the newest cohort, and tell what earlier days of three seasons counted to."""
    from quxiang.web.commands import django

    django.start()
    from quxiang.web.roster.models import Cohort
    from quxiang.web.season.dashboards.counting import count
    from quxiang.web.season.models import DashboardSet, Snapshot
    from quxiang.web.season.services.taking import snapshot

    cohort = Cohort.objects.order_by("-year")[0]
    frozen = [snapshot(cohort=cohort, by=None, why="bench") for _ in range(SNAPSHOTS)]
    before = time.process_time()
    for row in frozen:
        count(row)
    spent = (time.process_time() - before) / SNAPSHOTS
    sets = list(DashboardSet.objects.filter(snapshot=frozen[0]))
    for each in Cohort.objects.order_by("-year")[:3]:
        for back in range(1, DAYS):
            day = frozen[0].moment - timedelta(days=back + 365 * (cohort.year - each.year))
            row = Snapshot.objects.create(
                school_id=each.school_id, cohort=each, number=1000 + back, moment=day, at=day,
                known_at=day, folder="none", sha256="0" * 64, people=1, why="bench",
            )  # fmt: skip
            for kept in sets:
                kept.pk, kept.snapshot = None, row
            DashboardSet.objects.bulk_create(sets)
    sys.stdout.write(f"{spent:.2f} {frozen[0].people} {len(sets) - 1}")


def asks(sessions: Mapping[str, Any], count: int) -> list[Ask]:
    chance = random.Random(1)
    paths = {"school": "", "college": "", "phone": "brief/", "wall": "wall/"}
    kinds = chance.choices(list(SHARES), list(SHARES.values()), k=count)
    return [
        Ask(kind, f"/season/board/{paths[kind]}", _cookie(sessions, kind, chance), "落实率")
        for kind in kinds
    ]


def _cookie(sessions: Mapping[str, Any], kind: str, chance: random.Random) -> str:
    return str(chance.choice(sessions["college" if kind == "college" else "school"]))


def report(rate: float, seconds: float, database: str) -> str:
    """Measure and return Markdown."""
    with served(start(durable=True) if database else "") as school:
        made = subprocess.run(
            [sys.executable, "-m", "bench.boards", "--season"], check=True,
            env=school.server.environ(), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        spent, people, colleges = made.stdout.split()
        warming = int(rate * 3)
        pages = asks(school.sessions, warming + int(rate * seconds))
        pages = _where_colleges_are(pages)
        open_arrivals(pages[:warming], rate)
        waits = open_arrivals(pages[warming:], rate)
        most = saturated(pages, seconds)
    rows = [
        (kind, str(len(each)), f"{statistics.median(each):.0f}", f"{_p95(each):.0f}", f"≤ {AIM}")
        for kind, each in waits.items()
    ]
    kept = f"counted once a snapshot of {people}, {colleges} colleges, in {spent} s CPU"
    told = f"{rate:g} pages/s for {seconds:g} s, {'PostgreSQL' if database else 'SQLite'}; {kept}."
    return "\n\n".join(
        [f"{machine()}.", told, table(("page", "asked", "median ms", "p95 ms", "aim"), rows),
         f"Eight visitors without a pause: {most:.0f} pages/s."]
    )  # fmt: skip


def _where_colleges_are(pages: Sequence[Ask]) -> list[Ask]:
    """Ask a college's page where its reader is led, as a bookmark would."""
    led: dict[str, str] = {}
    found = []
    for ask in pages:
        if ask.kind == "college":
            if ask.cookie not in led:
                answer, _ = Visitor().ask("GET", ask.path, ask.cookie)
                led[ask.cookie] = str(answer.headers["Location"])
            ask = Ask(ask.kind, led[ask.cookie], ask.cookie, ask.word)  # noqa: PLW2901
        found.append(ask)
    return found


def _p95(waits: Sequence[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database", choices=("", "postgresql"), default="")
    parser.add_argument("--season", action="store_true")
    options = parser.parse_args()
    if options.season:
        season()
    else:
        print(report(options.rate, options.seconds, options.database))


if __name__ == "__main__":
    main()
