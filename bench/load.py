"""Load on a real ``quxiang serve``: open arrivals, then as many pages as it gives.

``python -m bench.load [--database postgresql] [--rate 40] [--seconds 20] [--mix season]`` seeds
three cohorts of 10,000 at 30 colleges, serves them on loopback and asks for pages from threads of
this process, on the same cores as the server. Arrivals come at random (Poisson) whether or not
earlier ones were answered, and a wait is counted from the moment a page was due, so a stall is not
hidden. Every answer must be 200 and name what it shows. PostgreSQL is a server of its own on the
same cores, with its ordinary durability. The mix ``season`` is that of graduates filing and
teachers signing; ``cases`` is that of the centre and recorders at 2,000 open cases and 6,000
closed ones.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import queue
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import psutil

from bench.measure import machine, table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from web.postgresql import start

HOST, PORT = "127.0.0.1", 8765
#: of a hundred pages: lists of the whole school, of one college, graduates' files, and what
#: graduates see: their own record, their own account
SHARES = {
    "people": {
        "list, school": 25, "list, college": 15, "file": 20, "own record": 20, "own account": 20,
    },
    # graduates' destinations and forms, what they file, what waits for those who sign
    "season": {"destination": 45, "form": 15, "submit": 15, "work list": 25},
    # what was found: the list and the board of the school, those of a college, and one case
    "cases": {"case list": 30, "college's list": 20, "board": 15, "rules": 10, "case": 25},
}  # fmt: skip
AIMS = {
    "list, school": 200, "list, college": 200, "own record": 80, "own account": 80,
    "destination": 80, "form": 80, "submit": 200, "work list": 200,
    "case list": 200, "college's list": 200, "board": 200, "rules": 200, "case": 200,
}  # fmt: skip
TOKEN = "t" * 32
SEARCHES = ("", "", "", "王", "李明", "zw", "张伟", "lx", "2016")
FILTERS = ({}, {}, {"level": "31"}, {"status": "预计毕业"}, {"level": "11", "status": "延期"})
THREADS, SATURATING, WAIT = 32, 8, 30


@dataclass(frozen=True)
class Ask:
    """A page to ask for: what kind, where, as whom, and a word that must stand in it.

    With a body it is a form sent, which must lead on to another page.
    """

    kind: str
    path: str
    cookie: str
    word: str
    body: str = ""


class Visitor:
    """One kept connection to the server."""

    def __init__(self) -> None:
        self.connection = http.client.HTTPConnection(HOST, PORT, timeout=WAIT)

    def ask(
        self, method: str, path: str, cookie: str = "", body: str = ""
    ) -> tuple[http.client.HTTPResponse, str]:
        headers = {"Cookie": cookie}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers |= {"Cookie": f"{cookie}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        try:
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # kept too long; as browsers do
            self.connection.close()
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
        return answer, answer.read().decode()

    def page(self, ask: Ask) -> None:
        answer, text = self.ask("POST" if ask.body else "GET", ask.path, ask.cookie, ask.body)
        if answer.status != (302 if ask.body else 200) or ask.word not in text:
            raise RuntimeError(f"{ask.path} answered {answer.status} without {ask.word!r}")


@dataclass(frozen=True)
class Served:
    """A running server and the sessions to ask it with."""

    server: psutil.Process
    sessions: Mapping[str, Any]

    def cpu(self) -> float:
        """Return the CPU seconds its web processes have used so far."""
        used = 0.0
        for each in self.server.children(recursive=True):
            if "gunicorn" in " ".join(each.cmdline()):
                times = each.cpu_times()
                used += times.user + times.system
        return used


@contextmanager
def served(database: str) -> Iterator[Served]:
    """Seed a school and serve it, web and worker, until the end of the block."""
    with TemporaryDirectory(prefix="quxiang-load-") as folder:
        environment = {**os.environ, "QUXIANG_HOME": folder}
        environment.pop("QUXIANG_DATABASE_URL", None)
        if database:
            environment["QUXIANG_DATABASE_URL"] = database
        seeded = subprocess.run(
            [sys.executable, "-m", "bench.seeding"], check=True, env=environment,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        log = Path(folder, "serve.log")
        with log.open("w") as said:
            server = subprocess.Popen(
                [sys.executable, "-m", "quxiang", "serve", "--port", str(PORT)], env=environment,
                stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            _until_it_answers()
            yield Served(psutil.Process(server.pid), json.loads(seeded.stdout))
        except RuntimeError as error:
            error.add_note(log.read_text(encoding="utf-8")[-8_000:])
            raise
        finally:
            server.terminate()
            server.wait(WAIT)


def _until_it_answers() -> None:
    for _ in range(WAIT * 15):
        try:
            Visitor().ask("GET", "/login/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server does not answer")


def asks(sessions: Mapping[str, Any], mix: str, count: int, seed: int) -> list[Ask]:
    """Return the pages to ask for, of all kinds in their shares, the same for a seed."""
    chance, new = random.Random(seed), iter(sessions["new"])
    kinds, weights = zip(*SHARES[mix].items(), strict=True)
    chosen = chance.choices(kinds, weights, k=count)
    if mix == "people":
        return [_ask(kind, sessions, chance) for kind in chosen]
    if mix == "cases":
        return [_ask_for_cases(kind, sessions, chance) for kind in chosen]
    return [_ask_in_season(kind, sessions, chance, new) for kind in chosen]


def _ask_in_season(
    kind: str, sessions: Mapping[str, Any], chance: random.Random, new: Iterator[list[Any]]
) -> Ask:
    if kind == "work list":
        return Ask(kind, "/signing/", chance.choice(sessions["signing"]), "待我审签")
    cookie, key = next(new) if kind == "submit" else chance.choice(sessions["filed"])
    path = f"/destinations/{key}/"
    if kind == "destination":
        return Ask(kind, path, cookie, "退出")
    body = urlencode({**sessions["typed"], "seen": 0}) if kind == "submit" else ""
    return Ask(kind, f"{path}edit/", cookie, "", body)


def _ask_for_cases(kind: str, sessions: Mapping[str, Any], chance: random.Random) -> Ask:
    centre = chance.choice(sessions["school"])
    if kind == "college's list":
        return Ask(kind, "/alerts/", chance.choice(sessions["college"]), "预警")
    if kind == "case":
        return Ask(kind, f"/alerts/{chance.choice(sessions['cases'])[0]}/", centre, "预警")
    if kind == "case list":
        asked = {**chance.choice(({}, {"rule": "V501"}, {"desk": "college"})),
                 "page": chance.randint(1, 3)}  # fmt: skip
        return Ask(kind, f"/alerts/?{urlencode(asked)}", centre, "预警")
    path = {"board": "/alerts/colleges/", "rules": "/alerts/rules/"}[kind]
    return Ask(kind, path, centre, "预警")


def _ask(kind: str, sessions: Mapping[str, Any], chance: random.Random) -> Ask:
    if kind.startswith("list"):
        asked = {"q": chance.choice(SEARCHES), "page": chance.randint(1, 3)}
        cookie = chance.choice(sessions[kind.removeprefix("list, ")])
        query = urlencode(asked | chance.choice(FILTERS))
        return Ask(kind, f"/graduates/?{query}", cookie, "毕业生")
    if kind == "file":
        key = chance.choice(sessions["files"])
        return Ask(kind, f"/graduates/{key}/", chance.choice(sessions["school"]), "学籍状态")
    cookie, key = chance.choice(sessions["own"])
    path = f"/graduates/{key}/" if kind == "own record" else "/me/"
    return Ask(kind, path, cookie, "退出")


def open_arrivals(pages: Sequence[Ask], rate: float) -> dict[str, list[float]]:
    """Ask for pages at random moments, ``rate`` a second; return waits in ms by kind."""
    chance = random.Random(len(pages))
    due: queue.Queue[tuple[float, Ask] | None] = queue.Queue()
    waits: dict[str, list[float]] = {each.kind: [] for each in pages}
    errors: list[Exception] = []

    def serve_the_queue() -> None:
        visitor = Visitor()
        while (entry := due.get()) is not None:
            moment, ask = entry
            try:
                visitor.page(ask)
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                errors.append(error)
                visitor = Visitor()
            waits[ask.kind].append((time.perf_counter() - moment) * 1000)

    threads = [threading.Thread(target=serve_the_queue) for _ in range(THREADS)]
    for each in threads:
        each.start()
    moment = time.perf_counter()
    for ask in pages:
        moment += chance.expovariate(rate)
        time.sleep(max(0.0, moment - time.perf_counter()))
        due.put((moment, ask))
    for _ in threads:
        due.put(None)
    for each in threads:
        each.join()
    if errors:
        raise RuntimeError(f"{len(errors)} pages failed, the first: {errors[0]}")
    return waits


def saturated(pages: Sequence[Ask], seconds: float) -> float:
    """Return how many pages a second come when eight visitors ask without a pause."""
    counts = [0] * SATURATING
    end = time.perf_counter() + seconds

    def ask_on(at: int) -> None:
        visitor = Visitor()
        while time.perf_counter() < end:
            visitor.page(pages[(at + counts[at] * SATURATING) % len(pages)])
            counts[at] += 1

    threads = [threading.Thread(target=ask_on, args=(at,)) for at in range(SATURATING)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(counts) / seconds


def report(rate: float, seconds: float, database: str, mix: str) -> str:
    """Measure and return Markdown."""
    with served(start(durable=True) if database else "") as school:
        warming = int(rate * 3)
        pages = asks(school.sessions, mix, warming + int(rate * seconds), seed=1)
        open_arrivals(pages[:warming], rate)
        waits = open_arrivals(pages[warming:], rate)
        before = school.cpu()
        shown = [each for each in pages if not each.body]  # nobody files the same twice
        most = saturated(shown, seconds)
        each = (school.cpu() - before) / (most * seconds) * 1000
    rows = [
        (kind, str(len(each)), f"{statistics.median(each):.0f}", f"{_p95(each):.0f}",
         f"≤ {AIMS[kind]}" if kind in AIMS else "")
        for kind, each in waits.items()
    ]  # fmt: skip
    aim = "" if mix != "people" else f" (aim ≥ {70 if database else 100})"
    load = ", ".join(f"{each:.1f}" for each in psutil.getloadavg())
    return "\n\n".join(
        [
            f"{machine()}; load average at the end {load}.",
            f"3 cohorts of 10,000 at 30 colleges, {rate:g} pages/s for {seconds:g} s, "
            f"{'PostgreSQL' if database else 'SQLite'}; load from the same cores.",
            table(("page", "asked", "median ms", "p95 ms", "aim"), rows),
            f"Eight visitors without a pause: {most:.0f} pages/s{aim}, "
            f"{each:.1f} ms CPU of the web processes a page.",
        ]
    )


def _p95(waits: Sequence[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database", choices=("", "postgresql"), default="")
    parser.add_argument("--mix", choices=tuple(SHARES), default="people")
    options = parser.parse_args()
    print(report(options.rate, options.seconds, options.database, options.mix))


if __name__ == "__main__":
    main()
