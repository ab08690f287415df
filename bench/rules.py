"""Every shipped rule and figure over a whole season of the simulator, planted faults included.

``python -m bench.rules [--rows 1000000] [--rounds 3] [--each]`` writes the season once as Parquet
into ``bench/.data``, reads all its tables into Arrow and then measures, without reading:

*rules*: a whole run of all rules (opening the session, copying what is read, findings with
fingerprints, muting, proofs), then every finding as a sentence and the report as JSON.
*rules and figures*: the same with every figure, by college.
*catalogue*: rule files, views and figures read and known to be fit to run, in a process of its
own, interpreter and imports not counted; what checking learned lies ready as after set-up.
*cold*: the same where nothing lies ready, so every rule is checked.

Peaks are those of a process each, above the tables. ``--each`` names the dearest statements.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from bench.engine import document
from bench.found import of_tables
from bench.inputs import Inputs
from bench.measure import Cost, Work, alternating, machine, peak, table
from bench.statements import dearest
from quxiang.engine.catalogue import shipped_rules, with_parameters
from quxiang.engine.checked import checked_shipped
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.run import Plan, run
from quxiang.reports.jsonform import as_json
from quxiang.simulation import MOMENT, Wanted, write_parquet
from quxiang.standards import TABLES

FOLDER = Path(__file__).parent / ".data"
SEED = 2024
KINDS = ("rules", "rules and figures")
LOADING = (
    "import time; from quxiang.engine import checked as c; start = time.perf_counter(); "
    "c.checked_shipped(), c.view_facts(), c.shipped_queries(); print(time.perf_counter() - start)"
)


def season(rows: int) -> Inputs:
    """Return the tables of a season of so many graduates, written if they are not there."""
    folder = FOLDER / f"season-{rows}"
    if not (folder / "inputs.json").exists():
        write_parquet(folder, Wanted(rows, SEED, MOMENT))
    tables = {
        path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))
        if path.stem in TABLES
    }  # fmt: skip
    return Inputs(of_tables(tables, MOMENT))


def plan(kind: str) -> Plan:
    rules = shipped_rules()
    whole = Plan(checked_shipped(), with_parameters(rules, {}), ())
    return whole if kind == "rules" else replace(whole, figures=shipped_figures(), by=("college",))


def work(inputs: Inputs, kind: str) -> Work:
    mine = plan(kind)

    def once() -> str:
        outcome = run(inputs.dataset, inputs.standard, inputs.settings, mine)
        return as_json(document(inputs, mine, outcome))

    return once


def peak_of(kind: str, rows: int) -> int:
    command = [sys.executable, "-m", "bench.rules", "--rows", str(rows), "--peak", kind]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def loading(cache: str | None = None) -> float:
    """Return the seconds the catalogue takes; ``cache`` is an empty folder for a cold one."""
    hidden = "" if cache is None else (
        "from pathlib import Path; from quxiang.engine import remembered as r; "
        "r.SHIPPED = Path('nothing'); "
    )  # fmt: skip
    environment = {**os.environ, **({} if cache is None else {"XDG_CACHE_HOME": cache})}
    command = [sys.executable, "-c", hidden + LOADING]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(done.stdout)


def report(rows: int, rounds: int) -> str:
    inputs = season(rows)
    works = {kind: work(inputs, kind) for kind in KINDS}
    works["rules"]()
    medians = alternating(works, rounds)
    held = sum(each.nbytes for each in inputs.dataset.tables.values())
    mine = plan("rules")
    outcome = run(inputs.dataset, inputs.standard, inputs.settings, mine)
    found = sum(len(each) for each in outcome.findings)
    given = ", ".join(f"{name} {each.num_rows:,}" for name, each in inputs.dataset.tables.items())
    return "\n\n".join((
        f"{rows:,} graduates of {MOMENT:%Y-%m-%d} (tables {held >> 20} MiB: {given}), "
        f"{len(mine.rules)} rules, {found:,} findings, medians of {rounds}. "
        f"`python -m bench.rules --rows {rows} --rounds {rounds}`",
        table(("", "wall s", "CPU s", "peak MiB"),
              [_row(rows, *each) for each in medians.items()]),
    ))  # fmt: skip


def _row(rows: int, kind: str, each: Cost) -> tuple[str, ...]:
    return kind, f"{each.wall:.2f}", f"{each.cpu:.2f}", f"{peak_of(kind, rows) >> 20}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peak", choices=KINDS, help="only print this one's peak, in bytes")
    parser.add_argument("--each", action="store_true", help="name the dearest statements")
    asked = parser.parse_args()
    if asked.peak:
        print(peak(work(season(asked.rows), asked.peak)))
        return
    if asked.each:
        print(dearest(work(season(asked.rows), KINDS[1])))
        return
    print(f"{machine()}, load {os.getloadavg()[0]:.1f}\n")
    print(f"{report(asked.rows, asked.rounds)}\n")
    with tempfile.TemporaryDirectory() as cache:
        print(f"Catalogue {min(loading() for _ in range(3)):.3f} s, cold {loading(cache):.2f} s.")


if __name__ == "__main__":
    main()
