"""The ten rules at a million graduates: engine, the bare SELECTs, pandas and Polars in one run.

``python -m bench.engine [--rows 1000000] [--rounds 5]`` prints Markdown tables of medians; the
contenders run in turn in one process, memory is that of a process each. All of them start from
the same Arrow tables and find the same (``python -m bench.same``).

*bare*: the ten bound SELECTs as they are written, over the Arrow tables, on a session that is
open already, fetched to Arrow.
*bare, tables and views made once*: the same SELECTs as the engine runs them: what they read is
first copied into the session, and views that several of them read are made once. Nothing else of
the engine is in it, so what it lacks of *engine* is the engine's overhead.
*engine*: a whole run: opening the session, copying what is read, reference tables and views,
binding, fingerprints, muting, the rows that prove each finding, what was passed over, every
finding as a sentence, the report as JSON.
*engine, to its findings*: the same up to the findings with verdicts, fingerprints and the rows that
prove them, all in Arrow; no sentences and no JSON. It is what compares with the others below, which
give less than that.
*engine with figures*: the whole engine, with every figure, by college.
*pandas* (columns as ``to_pandas`` gives them, texts as Python objects), *pandas over Arrow*,
*Polars*: keys and verdicts of the findings only, no sentences, no rows, no JSON.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import replace

from bench import pandas_rules, polars_rules
from bench.cached import season
from bench.inputs import Inputs
from bench.measure import Cost, Work, alternating, cost, machine, peak, table
from quxiang.engine.backends.duckdb import Session
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.reads import reads_of
from quxiang.engine.results import Outcome
from quxiang.engine.run import Plan, run
from quxiang.reports.document import Document, Scheme
from quxiang.reports.jsonform import as_json

KEEPING = "bare, tables and views made once"
FINDING = "engine, to its findings"
CONTENDERS = (
    "bare", KEEPING, "engine", FINDING, "engine with figures", "pandas",
    "pandas over Arrow", "Polars",
)  # fmt: skip
SMALL = 30_000


def contenders(inputs: Inputs, names: tuple[str, ...] = CONTENDERS) -> dict[str, Work]:
    """Return what each contender does once; only the bare one has something open before."""
    with_figures = replace(inputs.plan, figures=shipped_figures(), by=("college",))
    works: dict[str, Work] = {
        "engine": lambda: engine(inputs, inputs.plan),
        FINDING: lambda: run(inputs.dataset, inputs.standard, inputs.settings, inputs.plan),
        "engine with figures": lambda: engine(inputs, with_figures),
        "pandas": lambda: pandas_rules.findings(inputs, pandas_rules.frames(inputs)),
        "pandas over Arrow": lambda: pandas_rules.findings(inputs, pandas_rules.arrow(inputs)),
        "Polars": lambda: polars_rules.findings(inputs, polars_rules.frames(inputs)),
    }
    if "bare" in names:
        works["bare"] = bare(inputs)
    if KEEPING in names:
        works[KEEPING] = kept(inputs)
    return {name: works[name] for name in names}


def bare(inputs: Inputs) -> Work:
    session = Session(inputs.dataset, inputs.standard, inputs.settings)
    texts = bound(session, inputs)

    def work() -> None:
        for text in texts:
            session.arrow(text)

    return work


def kept(inputs: Inputs) -> Work:
    rules = inputs.plan.rules
    reads = reads_of(rules, (), ())

    def work() -> None:
        with Session(inputs.dataset, inputs.standard, inputs.settings, reads=reads) as session:
            session.keep({view for each in rules for view in each.views})
            for text in bound(session, inputs):
                session.arrow(text)

    return work


def bound(session: Session, inputs: Inputs) -> list[str]:
    parameters = inputs.parameters
    return [session.bound(each.statement, parameters[each.rule.code]) for each in inputs.plan.rules]


def engine(inputs: Inputs, plan: Plan) -> str:
    outcome = run(inputs.dataset, inputs.standard, inputs.settings, plan)
    return as_json(document(inputs, plan, outcome))


def document(inputs: Inputs, plan: Plan, outcome: Outcome) -> Document:
    standard = inputs.standard
    return Document(
        command="check", program="quxiang", school="", cohort="",
        standards=(Scheme(standard.scheme, standard.digest),),
        settings_digest=inputs.settings.digest, scope="", moment=outcome.moment, moment_basis="",
        counted=outcome.counted, figures=outcome.figures, findings=outcome.findings,
        not_run=outcome.not_run, not_counted=outcome.not_counted, left_out=outcome.left_out,
        rules={each.rule.code: each.rule for each in plan.rules},
        figure_rules=tuple(plan.figures),
    )  # fmt: skip


def peak_of(name: str, rows: int) -> int:
    """Return a contender's peak above the tables, measured in a process of its own."""
    command = [sys.executable, "-m", "bench.engine", "--rows", str(rows), "--peak", name]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def report(rows: int, rounds: int) -> str:
    """Measure everything at ``rows`` graduates and return it as Markdown."""
    inputs = Inputs(season(rows))
    first = cost(lambda: engine(inputs, inputs.plan))
    outcome = run(inputs.dataset, inputs.standard, inputs.settings, inputs.plan)
    medians = alternating(contenders(inputs), rounds)
    found = sum(len(each) for each in outcome.findings)
    bytes_held = sum(each.nbytes for each in inputs.dataset.tables.values())
    lines = [
        f"{rows:,} graduates (tables {bytes_held >> 20} MiB), ten rules, {found:,} findings, "
        f"medians of {rounds}. `python -m bench.engine --rows {rows} --rounds {rounds}`",
        table(("", "wall s", "CPU s", "peak MiB"), [_row(rows, *each) for each in medians.items()]),
        f"First run of a process: {first.wall:.2f} s.",
        table(("", "wall", "CPU", "target"), _ratios(rows, medians)),
    ]
    return "\n\n".join(lines)


def _row(rows: int, name: str, each: Cost) -> tuple[str, ...]:
    return name, f"{each.wall:.2f}", f"{each.cpu:.2f}", f"{peak_of(name, rows) >> 20}"


def _ratios(rows: int, medians: dict[str, Cost]) -> list[tuple[str, ...]]:
    mine = medians["engine"]
    least = medians[KEEPING]
    pairs = [
        ("engine ÷ bare", mine, medians["bare"], "≤ 1.3"),
        (f"engine ÷ {KEEPING}", mine, least, "≤ 1.3"),
    ]
    for name, goal in (("pandas", "≥ 5"), ("pandas over Arrow", ""), ("Polars", "")):
        pairs.append((f"{name} ÷ {FINDING}", medians[name], medians[FINDING], goal))
        pairs.append((f"{name} ÷ engine", medians[name], mine, ""))
    if rows <= SMALL:
        return [("engine, seconds", f"{mine.wall:.2f}", f"{mine.cpu:.2f}", "≤ 2")]
    return [(n, f"{a.wall / b.wall:.2f}", f"{a.cpu / b.cpu:.2f}", goal) for n, a, b, goal in pairs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peak", choices=CONTENDERS, help="only print this one's peak, in bytes")
    asked = parser.parse_args()
    if asked.peak:
        works = contenders(Inputs(season(asked.rows)), (asked.peak,))
        print(peak(works[asked.peak]))
        return
    print(f"{machine()}\n")
    for rows in dict.fromkeys((asked.rows, min(asked.rows, SMALL))):
        print(f"{report(rows, asked.rounds)}\n", flush=True)


if __name__ == "__main__":
    main()
