"""Measure work and say on which machine: wall and CPU seconds, peak memory, Markdown tables."""

from __future__ import annotations

import platform
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

Work = Callable[[], object]
EVERY = 0.005


@dataclass(frozen=True)
class Cost:
    """What one call cost: wall seconds, CPU seconds of all its threads."""

    wall: float
    cpu: float


def machine() -> str:
    """Return the machine and the versions a figure was measured with."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "unknown")
    memory = psutil.virtual_memory().total >> 30
    names = ("duckdb", "sqlglot", "pyarrow", "pandas", "polars")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"{model}, {psutil.cpu_count()} cores, {memory} GiB, "
        f"Python {platform.python_version()}, {versions}"
    )


def cost(work: Work) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def alternating(works: Mapping[str, Work], rounds: int) -> dict[str, Cost]:
    """Return the medians of every work, each done once a round, in turn."""
    costs: dict[str, list[Cost]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            costs[name].append(cost(work))
    return {name: median(each) for name, each in costs.items()}


def median(costs: Iterable[Cost]) -> Cost:
    walls, cpus = zip(*((each.wall, each.cpu) for each in costs), strict=True)
    return Cost(statistics.median(walls), statistics.median(cpus))


def peak(work: Work) -> int:
    """Return the bytes a call adds at its peak to what this process already holds."""
    process, done = psutil.Process(), threading.Event()
    before = highest = process.memory_info().rss

    def watch() -> None:
        nonlocal highest
        while not done.wait(EVERY):
            highest = max(highest, process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return max(highest, process.memory_info().rss) - before


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; every column but the first is of numbers."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
