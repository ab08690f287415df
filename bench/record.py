"""One record against a whole registry, as a form does: ``python -m bench.record [--rows 30000]``.

Prints the CPU and wall milliseconds of ``engine.check_record`` on a warm checker, and what the
first record of a process costs, which brings the reference tables in.
"""

from __future__ import annotations

import argparse

from bench.measure import cost, machine, median, table
from quxiang.engine.record import Reference, check_record
from quxiang.simulation import MOMENT, season_tables
from quxiang.standards import Settings, load

TABLES = ("registry", "employers", "evidence")
RECORDS, SEED = 100, 1


def report(rows: int) -> str:
    tables = season_tables(rows, SEED, moment=MOMENT)
    known = {name: tables[name] for name in TABLES}
    given = {name: frozenset(each.column_names) for name, each in known.items()}
    reference = Reference(load(), Settings(), known, given)
    records = tables["graduates"].slice(0, RECORDS).to_pylist()
    first = cost(lambda: check_record(records[0], reference))
    each = median(cost(lambda row=row: check_record(row, reference)) for row in records)
    lines = [
        (name, f"{1000 * one.wall:.0f}", f"{1000 * one.cpu:.0f}")
        for name, one in (("first record", first), ("each record", each))
    ]
    sizes = ", ".join(f"{name} {each.num_rows:,}" for name, each in known.items())
    return f"{sizes}, medians of {RECORDS}\n\n{table(('', 'wall ms', 'CPU ms'), lines)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=30_000)
    rows = parser.parse_args().rows
    print(f"{machine()}\n\n{report(rows)}")


if __name__ == "__main__":
    main()
