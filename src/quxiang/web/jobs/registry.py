"""Tasks by name: a job in the database names a function here, never a path of code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Task = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Registered:
    """A task and how it is called in lists of jobs."""

    name: str
    title: str
    run: Task


@dataclass(frozen=True)
class Periodic:
    """Work the tick starts whenever ``due(last_run, now)`` says so."""

    name: str
    due: Callable[[datetime | None, datetime], bool]
    run: Callable[[datetime], None]


_tasks: dict[str, Registered] = {}
_periodic: dict[str, Periodic] = {}


def task(name: str, title: str) -> Callable[[Task], Task]:
    """Register a function as a task. It is called ``run(progress, **ids)``, at least once."""

    def register(run: Task) -> Task:
        _tasks[name] = Registered(name, title, run)
        return run

    return register


def periodic(
    name: str, due: Callable[[datetime | None, datetime], bool]
) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Register a function the tick calls with the moment, when it is due."""

    def register(run: Callable[[datetime], None]) -> Callable[[datetime], None]:
        _periodic[name] = Periodic(name, due, run)
        return run

    return register


def get_task(name: str) -> Registered:
    return _tasks[name]


def title_of(name: str) -> str:
    return _tasks[name].title if name in _tasks else name


def periodic_tasks() -> list[Periodic]:
    return list(_periodic.values())


def every(**interval: float) -> Callable[[datetime | None, datetime], bool]:
    """Return a ``due`` that holds when the last run is so long ago, or there was none."""
    length = timedelta(**interval)
    return lambda last, now: last is None or now - last >= length or now < last
