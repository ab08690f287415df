"""Start the web server and the worker as children, and stop both when told or when one dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import click

from quxiang.cli.chinese import refusing
from quxiang.problems import Problem, UnusableError

STOP_WITHIN = 20
#: how far what runs in the background stands behind the pages people wait for
BEHIND = 5


@dataclass(frozen=True)
class Place:
    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/"


def prepare() -> None:
    """Bring the database up to date, schedule the tick.

    Refuses where pages would have no look, the database does not answer, or keys are lost.
    """
    from django.core.management import call_command

    from quxiang.web.commands import django, founding
    from quxiang.web.common import assets, keyproof
    from quxiang.web.jobs.ticking import schedule_tick

    with refusing():
        assets.demand()
        if django.waiting_migrations() and not founding.found():
            call_command("migrate", verbosity=0, interactive=False)
        keyproof.demand()
    schedule_tick()


def demand_port(place: Place) -> None:
    """Refuse an address nothing can listen at, before anything is started."""
    with socket.socket(_family(place.host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            message = f"{place.host} 的端口 {place.port} 不能用，多半已有程序占着。"
            remedy = "请停下那个程序，或用 --port 换一个端口。"
            raise UnusableError(Problem("port_taken", message, remedy)) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def setup_key() -> str:
    """Return the key the founder is asked for, as long as there is no school."""
    from django.conf import settings

    from quxiang.web.orgs.models import School

    return "" if School.objects.exists() else str(settings.SETUP_KEY)


def run(
    place: Place, *, workers: int, background: bool, ready: Callable[[], None] | None = None
) -> None:
    """Run until a signal or the end of one child; then stop the others and leave."""
    with refusing():
        demand_port(place)
    children = [_child(_web(place, workers))]
    if background:
        children.append(_child(_worker()))
        os.setpriority(os.PRIO_PROCESS, children[-1].pid, BEHIND)
    stop = threading.Event()

    def told(number: int, frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, told)
    click.echo(f"网站在 {place.url} ，按 Ctrl-C 停止。")
    if key := setup_key():
        click.echo(f"还没有学校。第一次设置时要用的安装口令：{key}")
    if ready is not None:
        threading.Thread(target=ready, daemon=True).start()
    while not stop.wait(0.3) and all(child.poll() is None for child in children):
        pass
    _stop(children)
    if not stop.is_set():
        click.echo("网站或后台任务意外停止，另一个也已停下。请看上面的输出。", err=True)
        sys.exit(1)


def _child(command: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "quxiang.web.config.settings"}
    return subprocess.Popen(command, env=environment)  # noqa: S603 - our own command


def _web(place: Place, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "quxiang.web.config.wsgi", "--bind",
        f"{place.host}:{place.port}", "--workers", str(workers), "--threads", "4",
        "--worker-class", "gthread", "--preload", "--timeout", "60", "--log-level", "warning",
        "--max-requests", "20000", "--max-requests-jitter", "2000", "--no-control-socket",
        # a search of 300 characters is 2,700 bytes in an address, and a page has several fields
        "--limit-request-line", "8190",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [sys.executable, "-m", "django", "qcluster"]


def in_background(module: str, *arguments: str) -> None:
    """Run a module beside the servers; nobody waits for it."""
    _child([sys.executable, "-m", module, *arguments])


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
