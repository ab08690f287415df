"""The ten rules at a million graduates: engine, the bare SELECTs, pandas and Polars in one run.

``python -m bench.engine [ROWS] [ROUNDS]`` (default 1,000,000 and 3). Prints a Markdown table of
medians. *bare*: the ten bound SELECTs on a session that is open, fetched to Arrow. *engine*: a
whole run on the same tables: opening the session, binding, fingerprints, answers and causes, the
rows that prove each finding, sentences. pandas and Polars start from tables already in their own
form; turning Arrow into it is not counted. They find the same (checked by ``bench.same``).
"""

from __future__ import annotations

import platform
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import psutil

from bench import pandas_rules, polars_rules
from bench.inputs import Inputs
from bench.made import make
from quxiang.engine.backends.duckdb import Session
from quxiang.engine.run import run

Measured = list[tuple[float, float]]


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


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def engine(inputs: Inputs) -> None:
    outcome = run(inputs.dataset, inputs.standard, inputs.settings, inputs.plan)
    for each in outcome.findings:
        each.render(None)


def measure(inputs: Inputs, rounds: int) -> dict[str, Measured]:
    """Measure every contender ``rounds`` times, in turn."""
    plan = inputs.plan
    in_pandas, in_polars = pandas_rules.frames(inputs), polars_rules.frames(inputs)
    session = Session(inputs.dataset, inputs.standard, inputs.settings)
    texts = [session.bound(rule.tree, inputs.parameters[rule.rule.code]) for rule in plan.rules]
    work: dict[str, Callable[[], object]] = {
        "bare": lambda: [session.arrow(text) for text in texts],
        "engine": lambda: engine(inputs),
        "pandas": lambda: pandas_rules.findings(inputs, in_pandas),
        "Polars": lambda: polars_rules.findings(inputs, in_polars),
    }
    measured: dict[str, Measured] = {name: [] for name in work}
    for _ in range(rounds):
        for name, call in work.items():
            measured[name].append(timed(call))
    session.close()
    return measured


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    measured = measure(Inputs(make(rows)), rounds)
    middle = {
        name: tuple(statistics.median(each[at] for each in times) for at in (0, 1))
        for name, times in measured.items()
    }
    print(f"{machine()}\n\n{rows:,} graduates, ten rules, medians of {rounds}\n")
    print("| contender | wall s | CPU s | wall ÷ engine |\n|---|---|---|---|")
    for name, (wall, cpu) in middle.items():
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {wall / middle['engine'][0]:.2f} |")
    print(f"\nengine ÷ bare: {middle['engine'][0] / middle['bare'][0]:.2f} (target ≤ 1.3)")
    print(f"pandas ÷ engine: {middle['pandas'][0] / middle['engine'][0]:.2f} (target ≥ 5)")


if __name__ == "__main__":
    main()
