"""A roster as a school brings it: uploaded, recognised, previewed, applied, while others work.

``python -m bench.imports [--rows 10000,100000] [--database sqlite|postgresql]`` serves the made-up
school, web and worker, and uploads a roster of 21 columns through the web. Reading counts from the
click on the upload to the preview in the browser, applying from the click to the page that says it
is done; both with the worker's half second of looking for work. While rows are applied two people
at a time log in by password without a pause, and another process writes to the audit trail twenty
times a second, all on the same cores. Memory is the most any process of the worker ever held.
PostgreSQL is a cluster of its own that waits for the disk as an installation's does.

Before that the same file goes through one process with nobody else about, phase by phase.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from bench.measure import machine, table  # noqa: E402 - the tests lie beside
from journeys.importing import Measured, bring  # noqa: E402
from journeys.installation import environment, fresh_database, seeded, served  # noqa: E402
from web import postgresql  # noqa: E402

AIMS = {10_000: 5, 100_000: 45}
PHASES = ("read and recognise only", "read, recognise, compare, stage", "apply")


def alone(rows: int, database: str) -> list[tuple[str, float, float]]:
    """Return phase, seconds and CPU seconds of an import in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="quxiang-imports-") as folder:
        address = fresh_database(database)
        home = seeded(Path(folder), address)
        done = subprocess.run(
            [sys.executable, "-m", "journeys.phases", str(rows)], check=True,
            env=environment(home, address), stdout=subprocess.PIPE,
        )  # fmt: skip
    return [(name, *costs) for name, costs in zip(PHASES, json.loads(done.stdout), strict=True)]


def together(rows: int, database: str) -> Measured:
    """Bring a roster into a served school while others log in and write."""
    with tempfile.TemporaryDirectory(prefix="quxiang-imports-") as folder:
        address = fresh_database(database)
        home = seeded(Path(folder), address)
        with served(home, demo=True, database=address) as school:
            return bring(school, rows, Path(folder))


def report(sizes: list[int], database: str) -> str:
    """Measure and return Markdown."""
    lines = []
    for rows in sizes:
        phases = alone(rows, database)
        whole = sum(wall for _, wall, _ in phases[1:])
        lines += [(f"{rows:,}", name, f"{wall:.1f}", f"{cpu:.1f}") for name, wall, cpu in phases]
        aim = f" (aim ≤ {AIMS[rows]} s)" if rows in AIMS else ""
        lines.append((f"{rows:,}", f"upload to applied{aim}", f"{whole:.1f}", ""))
    waits = [_row(together(rows, database)) for rows in sizes]
    heads = (
        "rows", "preview after s", "applied after s", "log-ins", "p95 s", "longest s",
        "writes of another", "longest s", "worker MB (aim ≤ 700)",
    )  # fmt: skip
    return "\n\n".join(
        [
            f"{machine()}; {database}",
            "Nobody else about:", table(("rows", "phase", "s", "CPU s"), lines),
            "Served, others at work:", table(heads, waits),
        ]
    )  # fmt: skip


def _row(seen: Measured) -> tuple[str, ...]:
    return (
        f"{seen.rows:,}", f"{seen.reading:.1f}", f"{seen.applying:.1f}", str(len(seen.logins)),
        f"{statistics.quantiles(seen.logins, n=20)[-1]:.2f}", f"{max(seen.logins):.2f}",
        str(len(seen.writes)), f"{max(seen.writes):.2f}", f"{seen.memory >> 20}",
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="10000,100000")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    postgresql.SPEED = "-c max_connections=60"  # the tests do not wait for the disk; schools do
    print(report([int(each) for each in options.rows.split(",")], options.database))


if __name__ == "__main__":
    main()
