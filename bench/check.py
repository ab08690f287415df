"""The whole ``quxiang check`` on 30,000 graduates with registry, previous period and employers.

``python -m bench.check [ROWS] [ROUNDS]`` (default 30,000 and 5). The workbooks are made once into
``bench/.data`` by the simulator; each round is a process of its own, JSON to a file.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.engine import machine

FOLDER = Path(__file__).parent / ".data"


def workbooks(rows: int) -> Path:
    """Return the folder of the workbooks, made if they are not there."""
    folder = FOLDER / str(rows)
    if not (folder / "inputs.json").exists():
        command = ["-m", "quxiang", "simulate", "--graduates", str(rows), "--colleges", "30"]
        subprocess.run([sys.executable, *command, "--output", str(folder)], check=True)
    return folder


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    folder = workbooks(rows)
    names = {"registry": "学籍", "previous": "上一期", "employers": "单位"}
    options = [f"--{option}={folder / name}.xlsx" for option, name in names.items()]
    command = [sys.executable, "-m", "quxiang", "check", str(folder / "毕业生.xlsx"), *options]
    walls = []
    for _ in range(rounds):
        start = time.perf_counter()
        with (folder / "out.json").open("w") as out:
            code = subprocess.run(
                [*command, "--format", "json"], stdout=out, check=False
            ).returncode
        walls.append(time.perf_counter() - start)
        assert code in (0, 1), code
    print(f"{machine()}\n\n{rows:,} graduates, whole process, {rounds} rounds")
    print(f"median {statistics.median(walls):.2f} s, fastest {min(walls):.2f} s (target ≤ 8 s)")


if __name__ == "__main__":
    main()
