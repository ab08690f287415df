"""Snapshots of 30,000 graduates with registry, previous period and employers.

``python -m bench.snapshots [ROWS] [ROUNDS]`` (default 30,000 and 5). ``create`` is
``engine.snapshots.create`` on Arrow tables in memory; ``run`` records every rule and figure;
``verify`` and ``diff`` are the functions on folders just written. ``process`` figures are whole
processes: creating from four workbooks made by the simulator, then verifying, start-up included.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.check import workbooks
from bench.made import BEFORE, NOW, make
from bench.measure import Cost, cost, machine, median, table
from quxiang.engine.catalogue import with_parameters
from quxiang.engine.checked import checked_shipped
from quxiang.engine.dataset import Dataset
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.run import Plan
from quxiang.engine.snapshots import About, Snapshot, compare, create, record_run, verify
from quxiang.standards import Settings, load

TABLES = ("graduates", "registry", "previous", "employers")


@dataclass(frozen=True)
class Bench:
    """A season's tables and a folder to write snapshots of them into."""

    dataset: Dataset
    folder: Path

    def frozen(self, name: str) -> Snapshot:
        """Return a new snapshot, of the tables or of the period before."""
        tables = {each: self.dataset.tables[each] for each in TABLES}
        if name == "before":
            tables["graduates"] = self.dataset.tables["previous"]
        given = {each: self.dataset.given[each] for each in TABLES}
        shutil.rmtree(self.folder / name, ignore_errors=True)
        moment = BEFORE if name == "before" else NOW
        about = About(
            school=tables["graduates"].column("school")[0].as_py(), cohort="2024", moment=moment,
            known_at=moment, settings=Settings(), key_id="bench", moments={"previous": BEFORE},
        )  # fmt: skip
        return create(tables, given, folder=self.folder / name, about=about)

    def ran(self, snapshot: Snapshot) -> Snapshot:
        rules = checked_shipped()
        parameters = with_parameters([each.rule for each in rules], {})
        plan = Plan(rules, parameters, shipped_figures(), by=("college",))
        record_run(snapshot, load("2024"), plan)
        return snapshot

    def round(self) -> dict[str, Cost]:
        """Do everything once; every step leaves what the next one needs."""
        kept: dict[str, Snapshot] = {}
        costs = {
            "create": cost(lambda: kept.update(now=self.frozen("now"))),
            "run": cost(lambda: self.ran(kept["now"])),
            "verify": cost(lambda: fine(kept["now"])),
        }
        before = self.ran(self.frozen("before"))
        costs["diff"] = cost(lambda: compare(before, kept["now"], ("college",)))
        return costs


def fine(snapshot: Snapshot) -> None:
    """Verify, and make sure that it was worth measuring."""
    report = verify(snapshot.folder)
    assert report.differences == [], report.differences
    assert [each.state for each in report.runs] == ["same"]


def processes(rows: int, folder: Path) -> dict[str, Callable[[], None]]:
    """Return the two whole processes: create from workbooks, and verify what it made."""
    books, made = workbooks(rows), folder / "process"
    names = {"registry": "学籍", "previous": "上一期", "employers": "单位"}
    options = [f"--{option}={books / name}.xlsx" for option, name in names.items()]

    def call(*words: str | Path) -> None:
        command = [sys.executable, "-m", "quxiang", "snapshot", *map(str, words)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def from_workbooks() -> None:
        shutil.rmtree(made, ignore_errors=True)
        call("create", books / "毕业生.xlsx", *options, "--output", made)

    return {
        "process: create from four workbooks": from_workbooks,
        "process: verify": lambda: call("verify", made),
    }


def row(name: str, costs: Sequence[Cost], aim: str) -> tuple[str, ...]:
    middle, fastest = median(costs), min(each.wall for each in costs)
    cpu = "" if name.startswith("process") else f"{middle.cpu:.2f}"
    return name, f"{middle.wall:.2f}", f"{fastest:.2f}", cpu, aim


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    print(f"{machine()}\n\n{rows:,} graduates, {len(checked_shipped())} rules, {rounds} rounds\n")
    aims = {"create": "≤ 2 s", "verify": "≤ 4 s"}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(make(rows), Path(folder))
        bench.round()  # imports, caches
        rounds_of = [bench.round() for _ in range(rounds)]
        lines = [row(n, [each[n] for each in rounds_of], aims.get(n, "")) for n in rounds_of[0]]
        works = processes(rows, Path(folder))
        lines += [row(n, [cost(w) for _ in range(rounds)], "") for n, w in works.items()]
        size = sum(path.stat().st_size for path in (Path(folder) / "now").rglob("*.*"))
    print(table(("seconds", "median", "fastest", "CPU", "aim"), lines))
    print(f"\na snapshot takes {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
