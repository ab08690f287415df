"""Load on a real ``quxiang serve``: open arrivals, then as many pages as it gives.

``python -m bench.load [--graduates 30000] [--rate 40] [--seconds 20] [--database URL]`` makes a
made-up school, serves it on loopback and asks for pages from threads of this process, on the same
cores as the server. Arrivals come at random (Poisson) whether or not earlier ones were answered,
and a wait is counted from the moment a page was due, so a stall is not hidden. Every answer must
be 200 and name what it shows.
"""

from __future__ import annotations

import argparse
import http.client
import os
import queue
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from bench.measure import machine, table

PROGRAM = str(Path(sys.executable).with_name("quxiang"))
HOST, PORT = "127.0.0.1", 8765
CENTRE, RECORDER, GRADUATE = "中心工作人员", "录入员", "毕业生"
#: how many of a hundred pages are the list, a graduate's file, one's own page
SHARES = (("list", 40), ("own", 40), ("file", 20))
AIMS = {"list": 200, "own": 80}
THREADS, SATURATING, WAIT = 32, 8, 30


@dataclass(frozen=True)
class Ask:
    """A page to ask for: what kind, where, as whom, and a word that must stand in it."""

    kind: str
    path: str
    cookie: str
    word: str


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
        try:
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # kept too long; as browsers do
            self.connection.close()
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
        return answer, answer.read().decode()

    def page(self, ask: Ask) -> None:
        answer, text = self.ask("GET", ask.path, ask.cookie)
        if answer.status != 200 or ask.word not in text:
            raise RuntimeError(f"{ask.path} answered {answer.status} without {ask.word!r}")


@contextmanager
def served(graduates: int, database: str) -> Iterator[None]:
    """Seed a school and serve it, web and worker, until the end of the block."""
    with TemporaryDirectory(prefix="quxiang-load-") as folder:
        environment = {**os.environ, "QUXIANG_HOME": f"{folder}/home", "QUXIANG_DEMO": "1"}
        if database:
            environment["QUXIANG_DATABASE_URL"] = database
        subprocess.run(
            [PROGRAM, "demo", "--folder", folder, "--graduates", str(graduates), "--seed-only"],
            check=True, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        server = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(PORT)], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _until_it_answers()
            yield
        finally:
            server.terminate()
            server.wait(WAIT)


def _until_it_answers() -> None:
    for _ in range(WAIT * 5):
        try:
            Visitor().ask("GET", "/login/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server does not answer")


def logged_in(post: str) -> str:
    """Return the cookies of somebody of the cast who holds a post."""
    answer, text = Visitor().ask("GET", "/login/")
    jar = SimpleCookie(answer.headers["Set-Cookie"])
    forms = re.findall(r'<form[^>]*action="(/login/as/\d+/)".*?</form>', text, re.DOTALL)
    bodies = re.findall(r'<form[^>]*action="/login/as/\d+/".*?</form>', text, re.DOTALL)
    action = next(path for path, body in zip(forms, bodies, strict=True) if post in body)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    if token is None:
        raise RuntimeError("the login page has no token")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
    answer, _ = Visitor().ask("POST", action, cookie, f"csrfmiddlewaretoken={token[1]}")
    for header in answer.headers.get_all("Set-Cookie") or ():
        jar.load(header)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def asks(count: int, seed: int) -> list[Ask]:
    """Return the pages to ask for, of all kinds in their shares, the same for a seed."""
    chance = random.Random(seed)
    centre, own = logged_in(CENTRE), logged_in(GRADUATE)
    _, text = Visitor().ask("GET", "/graduates/", centre)
    files = sorted(set(re.findall(r"/graduates/\d+/", text)))
    searches = ("", "王", "李明", "zw", "张伟", "lx", "2024")
    kinds, weights = zip(*SHARES, strict=True)
    made = []
    for kind in chance.choices(kinds, weights, k=count):
        if kind == "own":
            made.append(Ask(kind, "/me/", own, "退出"))
        elif kind == "file":
            made.append(Ask(kind, chance.choice(files), centre, "学籍"))
        else:
            path = f"/graduates/?q={quote(chance.choice(searches))}&page={chance.randint(1, 3)}"
            made.append(Ask(kind, path, centre, "毕业生"))
    return made


def open_arrivals(pages: Sequence[Ask], rate: float) -> dict[str, list[float]]:
    """Ask for pages at random moments, ``rate`` a second; return waits in ms by kind."""
    chance = random.Random(len(pages))
    due: queue.Queue[tuple[float, Ask] | None] = queue.Queue()
    waits: dict[str, list[float]] = {kind: [] for kind, _ in SHARES}
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


def report(graduates: int, rate: float, seconds: float, database: str) -> str:
    """Measure and return Markdown."""
    with served(graduates, database):
        pages = asks(int(rate * seconds), seed=1)
        open_arrivals(pages[: int(rate * 3)], rate)
        waits = open_arrivals(pages, rate)
        most = saturated(pages, seconds)
    rows = [
        (kind, str(len(each)), f"{statistics.median(each):.0f}", f"{_p95(each):.0f}",
         f"≤ {AIMS[kind]}" if kind in AIMS else "")
        for kind, each in waits.items()
    ]  # fmt: skip
    aim = 70 if database else 100
    return "\n\n".join(
        [
            machine(),
            f"{graduates:,} graduates, {rate:g} pages/s for {seconds:g} s, "
            f"{'PostgreSQL' if database else 'SQLite'}; load from the same cores.",
            table(("page", "asked", "median ms", "p95 ms", "aim"), rows),
            f"Eight visitors without a pause: {most:.0f} pages/s (aim ≥ {aim}).",
        ]
    )


def _p95(waits: Sequence[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graduates", type=int, default=30_000)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    print(report(options.graduates, options.rate, options.seconds, options.database))


if __name__ == "__main__":
    main()
