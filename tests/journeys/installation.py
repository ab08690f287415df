"""A real installation: ``quxiang serve`` with web and worker, in a folder that is thrown away."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

TESTS = Path(__file__).resolve().parents[1]
START_WITHIN, STOP_WITHIN = 120, 30
#: names the folder all workers of a run share; see the conftest of all tests
SHARED = "QUXIANG_TEST_SHARED"


@dataclass(frozen=True)
class Installation:
    """Where it lies, where it answers, what it said so far."""

    home: Path
    url: str
    log: Path
    #: of the process that started web and worker
    process: int
    #: its address, where the database is not SQLite in the home
    database: str = ""

    def ask(self, module: str, *arguments: str) -> Any:
        """Run a module of the tests beside the servers; it prints JSON."""
        command = [sys.executable, "-m", module, *arguments]
        return json.loads(_run(command, environment(self.home, self.database)))

    @property
    def setup_key(self) -> str:
        """Return the key ``quxiang serve`` shows whoever installs it."""
        found = re.search(r"安装口令：(\S+)", self.log.read_text(encoding="utf-8"))
        assert found, self.log.read_text(encoding="utf-8")
        return found[1]


def environment(home: Path, database: str = "", **more: str) -> dict[str, str]:
    """Return what a child sees: a home and a database of its own, and the tests as modules."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUXIANG_")}
    if database:
        more["QUXIANG_DATABASE_URL"] = database
    return {
        **kept, "QUXIANG_HOME": str(home), "PYTHONPATH": _modules(), "PYTHONUTF8": "1",
        "DJANGO_SETTINGS_MODULE": "quxiang.web.config.settings", **more,
    }  # fmt: skip


def _modules() -> str:
    return os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH", "")])])


def fresh_database(kind: str) -> str:
    """Return the address of an empty database of a kind; of SQLite none, it lies in the home."""
    if kind != "postgresql":
        return ""
    import psycopg

    from web.postgresql import start

    address, name = start(), f"journey_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"create database {name}".encode())
    return address.replace("/postgres", f"/{name}")


def _run(command: list[str], variables: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=variables, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def seeded(folder: Path, database: str = "") -> Path:
    """Make the school of the demonstration; return its home.

    On SQLite the first of a test run makes it, and all others begin with a copy.
    """
    if not database:
        shutil.copytree(_first(), folder, dirs_exist_ok=True)
        return folder / "home"
    return _seeded(folder, database)


@cache
def _first() -> Path:
    """Return the folder of the school made first in this run, by whichever worker."""
    shared = Path(os.environ[SHARED])
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            _seeded(shared / "school", "")
            (shared / "done").touch()
    return shared / "school"


def _seeded(folder: Path, database: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "quxiang", "demo", "--folder", str(folder), "--seed-only"]
    _run([*command, "--graduates", "500"], environment(folder / "home", database))
    return folder / "home"


@contextmanager
def served(home: Path, *, demo: bool, database: str = "") -> Iterator[Installation]:
    """Serve an installation until the block ends; web and worker must stop when told."""
    port, log = _free_port(), home.parent / "serve.log"
    command = [sys.executable, "-m", "quxiang", "serve", "--port", str(port), "--workers", "1"]
    variables = environment(home, database, QUXIANG_DEMO="1" if demo else "0")
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=variables, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            made = Installation(home, f"http://127.0.0.1:{port}", log, process.pid, database)
            _wait_for(made, process)
            yield made
        except Exception as error:
            error.add_note(log.read_text(encoding="utf-8")[-8_000:])
            raise
        finally:
            _stop(process)
    assert process.returncode == 0, log.read_text(encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(made: Installation, process: subprocess.Popen[bytes]) -> None:
    """Wait until the login page answers."""
    again = threading.Event()
    for _ in range(START_WITHIN * 10):
        assert process.poll() is None, made.log.read_text(encoding="utf-8")
        try:
            urllib.request.urlopen(f"{made.url}/login/", timeout=5).close()
        except OSError:
            again.wait(0.1)
        else:
            return
    raise AssertionError(made.log.read_text(encoding="utf-8"))


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
