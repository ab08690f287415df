"""A PostgreSQL server for the tests: a cluster of its own on a free port, thrown away after."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

HANDED_ON = "QUXIANG_TEST_POSTGRESQL"
ROOM = "-c max_connections=60"
#: without its own vacuum, which would hold back that of a test and so change its plans
SPEED = f"{ROOM} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"


def start(*, durable: bool = False) -> str:
    """Return the address of a running server; workers of one test run share one.

    A ``durable`` one writes as it would in an installation, for measuring.
    """
    if address := os.environ.get(HANDED_ON):
        return address
    folder = Path(tempfile.mkdtemp(prefix="quxiang-pg-"))
    _owned(folder)
    data, port = folder / "data", _free_port()
    _run("initdb", "--auth=trust", "--username=quxiang", "--encoding=UTF8", "-D", data)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {ROOM if durable else SPEED}"
    _run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    atexit.register(_stop, folder, data, os.getpid())
    address = f"postgresql://quxiang@127.0.0.1:{port}/postgres"
    os.environ[HANDED_ON] = address
    return address


def _stop(folder: Path, data: Path, owner: int) -> None:
    if os.getpid() == owner:
        _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> Path:
    """Return a program of the newest PostgreSQL there is; fails where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    if found:
        return found[-1]
    if on_path := shutil.which(name):
        return Path(on_path)
    raise RuntimeError(f"{name} is missing: install PostgreSQL (Debian: postgresql).")


def _version(path: Path) -> int:
    return int(path.parts[-3])


def _run(name: str, *arguments: str | Path) -> None:
    command = [*as_postgres(), str(program(name)), *map(str, arguments)]
    # pg_ctl's server keeps the pipes it is given open, so nothing is read from it
    output = subprocess.DEVNULL if name == "pg_ctl" else subprocess.PIPE
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr or 'see its log'}")


def as_postgres() -> Sequence[str]:
    """PostgreSQL refuses to run as root, as tests in a container often do."""
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


def _owned(folder: Path) -> None:
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
