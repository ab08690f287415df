"""``python -m quxiang.simulation``: write a made-up school's workbooks into a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from quxiang.simulation.faults import plant
from quxiang.simulation.season import SMALLEST, season_tables
from quxiang.simulation.units import COLLEGES
from quxiang.simulation.workbooks import write_workbooks


def main(arguments: list[str] | None = None) -> int:
    """Make a season, plant faults unless asked not to, write the workbooks."""
    given = _parser().parse_args(arguments)
    tables = season_tables(given.graduates, given.seed, colleges=given.colleges, raw=True)
    truth = None
    if given.faults:
        tables, truth = plant(tables, given.seed)
    inputs = write_workbooks(given.output, tables, truth, seed=given.seed)
    written = f"{given.graduates} 名虚构毕业生的工作簿已写入 {inputs.parent}"
    sys.stdout.write(f"{written}，清单是 {inputs.name}。\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m quxiang.simulation", description=__doc__)
    add = parser.add_argument
    colleges = range(1, COLLEGES + 1)
    add("--output", type=Path, required=True, metavar="文件夹", help="写到哪里。")
    add("--graduates", type=_graduates, default=3_000, metavar="人数", help="多少名毕业生。")
    add("--colleges", type=int, choices=colleges, default=12, metavar="个数", help="多少个学院。")
    add("--seed", type=_seed, default=7, metavar="种子", help="同一种子得到同样的文件。")
    add("--faults", action="store_true", default=True, help="埋入已知的问题（默认）。")
    add("--clean", dest="faults", action="store_false", help="不埋入问题。")
    return parser


def _graduates(text: str) -> int:
    if not text.isdecimal() or int(text) < SMALLEST:
        raise argparse.ArgumentTypeError(f"人数要是不小于 {SMALLEST} 的整数，不能是“{text}”。")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"种子要是不小于 0 的整数，不能是“{text}”。")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
