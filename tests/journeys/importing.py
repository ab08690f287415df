"""A big roster goes through a served school, while others log in and write."""

from __future__ import annotations

import http.cookiejar
import json
import re
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import psutil

from journeys import crowd, rosters
from journeys.installation import Installation, environment

CENTRE, PATIENCE, LOOK_EVERY = "中心", 600, 0.1
#: what the import's page says in each state, in its heading
READ, APPLIED = ("待确认", "无法使用"), ("已应用", "待确认")


class Guest:
    """Somebody with a browser's cookies and nothing else of a browser."""

    def __init__(self, school: Installation) -> None:
        self.url = school.url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        return self._open(urllib.request.Request(f"{self.url}{path}"))[1]

    def post(self, path: str, body: bytes, kind: str) -> tuple[str, str]:
        """Send a form as a browser does; return where it led, and the page there."""
        headers = {"Content-Type": kind, "Referer": f"{self.url}{path}"}
        return self._open(urllib.request.Request(f"{self.url}{path}", body, headers))

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        with self.opener.open(request, timeout=60) as answer:
            return answer.url, answer.read().decode()

    def submit(self, path: str, page: str, **fields: str) -> tuple[str, str]:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token(page), **fields}).encode()
        return self.post(path, body, "application/x-www-form-urlencoded")

    def log_in_as(self, post: str) -> None:
        """Log in as the one of the cast who holds a post."""
        page = self.get("/login/")
        forms = re.findall(r'<form[^>]*action="(/login/as/\d+/)"(.*?)</form>', page, re.DOTALL)
        self.submit(next(path for path, form in forms if post in form), page)

    def log_in(self, number: str) -> float:
        """Log in by number and password; return the seconds from the click to the next page."""
        page = self.get("/login/")
        started = time.perf_counter()
        url, _ = self.submit("/login/", page, number=number, password=crowd.PASSWORD)
        assert not url.endswith("/login/"), f"{number} was not let in"
        return time.perf_counter() - started

    def upload(self, file: Path) -> str:
        """Send a roster; return the path of its import."""
        mark, page = uuid4().hex, self.get("/imports/")
        part = f'--{mark}\r\nContent-Disposition: form-data; name="'
        fields = {"csrfmiddlewaretoken": token(page), "target": "roster"}
        head = "".join(f'{part}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
        head += f'{part}file"; filename="roster.xlsx"\r\nContent-Type: text/plain\r\n\r\n'
        body = head.encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        url, _ = self.post("/imports/", body, f"multipart/form-data; boundary={mark}")
        return urllib.parse.urlsplit(url).path


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found[1]


@dataclass
class Measured:
    """Seconds of the two halves, counts of the preview, waits of others, memory of the worker."""

    rows: int
    reading: float = 0.0
    applying: float = 0.0
    logins: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    memory: int = 0


def bring(school: Installation, rows: int, folder: Path) -> Measured:
    """Upload a roster, wait for its preview, apply it while others log in and write."""
    known = school.ask("journeys.crowd")
    file = rosters.write(folder / "roster.xlsx", rows, known["colleges"])
    centre, measured = Guest(school), Measured(rows)
    centre.log_in_as(CENTRE)
    started = time.perf_counter()
    path = centre.upload(file)
    page = until(centre, path, READ)
    measured.reading = time.perf_counter() - started
    assert f"应用 {rows:,} 行" in page, "the preview does not offer every row"
    with writing(school, folder, measured), logging_in(school, known["numbers"], measured):
        started = time.perf_counter()
        centre.submit(f"{path}apply/", page)
        page = until(centre, path, APPLIED)
        measured.applying = time.perf_counter() - started
    assert "撤销这次导入" in page, "the roster was not applied"
    measured.memory = worker_memory(school)
    return measured


def until(guest: Guest, path: str, states: tuple[str, ...]) -> str:
    """Look at an import, as its page does by itself, until it is in one of some states."""
    pause, end = threading.Event(), time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        page = guest.get(path)
        heading = page.split('id="import-state"')[1].split("</span></span>")[0]
        if any(state in heading for state in states):
            return page
        pause.wait(LOOK_EVERY)
    raise AssertionError(f"{path} is not {states} after {PATIENCE} s")


@contextmanager
def logging_in(school: Installation, numbers: list[str], measured: Measured) -> Iterator[None]:
    """Let two at a time log in, from here on until the end of the block."""
    stop = threading.Event()

    def on_and_on(mine: list[str]) -> None:
        for number in cycle(mine):
            if stop.wait(0.05):
                break
            measured.logins.append(Guest(school).log_in(number))

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(on_and_on, numbers[at::2]) for at in range(2)]
        try:
            yield
        finally:
            stop.set()
        for each in done:
            each.result()


@contextmanager
def writing(school: Installation, folder: Path, measured: Measured) -> Iterator[None]:
    """Write from another process until the end of the block, which waits for its first write."""
    stop, began = folder / "stop", folder / "began"
    command = [sys.executable, "-m", "journeys.crowd", str(stop)]
    other = subprocess.Popen(
        command, env=environment(school.home, school.database), stdout=subprocess.PIPE
    )
    try:
        while not began.exists() and other.poll() is None:
            time.sleep(0.05)
        yield
    finally:
        stop.touch()
        said, _ = other.communicate(timeout=60)
    measured.writes = json.loads(said)


def worker_memory(school: Installation) -> int:
    """Return the most memory any one process of the worker has held, in bytes."""
    family = psutil.Process(school.process).children(recursive=True)
    workers = [each for each in family if "qcluster" in each.cmdline()]
    assert workers, "there is no worker"
    return max(_most(Path(f"/proc/{each.pid}/status").read_text()) for each in workers)


def _most(status: str) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0
