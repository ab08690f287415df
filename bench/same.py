"""Check that the engine, pandas and Polars find the same before anybody measures them.

``python -m bench.same [--rows 100000]`` prints the counts, and fails where any two differ.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping

from bench import pandas_rules, polars_rules
from bench.inputs import Inputs, rules
from bench.made import make
from quxiang.engine.results import Outcome
from quxiang.engine.run import run

Row = tuple[str, ...]
Found = Mapping[str, list[Row]]
KEYS = {rule.code: ("school", "cohort", *rule.key, "verdict") for rule in rules()}


def engine_findings(outcome: Outcome) -> Found:
    return {each.rule.code: _rows(each.rule.code, each.table) for each in outcome.findings}


def pandas_findings(frames: pandas_rules.Frames) -> Found:
    return {code: _rows(code, frame) for code, frame in frames.items()}


def polars_findings(frames: polars_rules.Frames) -> Found:
    return {code: _rows(code, frame) for code, frame in frames.items()}


def _rows(code: str, columns: Mapping[str, Iterable[object]]) -> list[Row]:
    lists = [[str(value) for value in columns[name]] for name in KEYS[code]]
    return sorted(zip(*lists, strict=True))


def found_by_all(inputs: Inputs) -> dict[str, Found]:
    """Return what each contender finds in the same tables."""
    in_pandas = pandas_rules.findings(inputs, pandas_rules.frames(inputs))
    over_arrow = pandas_rules.findings(inputs, pandas_rules.arrow(inputs))
    in_polars = polars_rules.findings(inputs, polars_rules.frames(inputs))
    outcome = run(inputs.dataset, inputs.standard, inputs.settings, inputs.plan)
    return {
        "engine": engine_findings(outcome),
        "pandas": pandas_findings(in_pandas),
        "pandas over Arrow": pandas_findings(over_arrow),
        "Polars": polars_findings(in_polars),
    }


def differences(found: Mapping[str, Found]) -> list[str]:
    """Return a sentence for each rule and contender that finds other rows than the engine."""
    said = []
    for name, theirs in found.items():
        for code, ours in found["engine"].items():
            if theirs[code] != ours:
                only, extra = set(ours) - set(theirs[code]), set(theirs[code]) - set(ours)
                said.append(
                    f"{name} {code}: {len(theirs[code])} findings, the engine {len(ours)}; "
                    f"{len(only)} missing {sorted(only)[:3]}, {len(extra)} too many "
                    f"{sorted(extra)[:3]}"
                )
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    found = found_by_all(Inputs(make(rows)))
    counts = ", ".join(f"{code} {len(each)}" for code, each in found["engine"].items())
    print(f"{rows:,} graduates: {counts}")
    said = differences(found)
    print("\n".join(said) or "All of them find the same.")
    raise SystemExit(bool(said))


if __name__ == "__main__":
    main()
