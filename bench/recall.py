"""Recall and precision of every rule on made-up seasons: ``python -m bench.recall 3000 2``.

``--write`` puts the small measurement a test repeats into ``docs/reference/recall.md``, and its
figures as JSON beside the pages that show them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from bench.found import Found, found, of_tables, plan
from bench.measure import table as markdown
from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.checked import Checked
from quxiang.engine.dataset import ALWAYS_GIVEN
from quxiang.simulation import plant, season_tables
from quxiang.standards import TABLES

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "recall.md"
DATA = Path(__file__).parents[1] / "src" / "quxiang" / "web" / "alerts" / "recall.json"
#: a week in June and a day in August, when everybody should have confirmed
MOMENTS = (datetime(2024, 6, 19, 17), datetime(2024, 8, 20, 18))
GRADUATES, SEEDS = 3_000, (1, 2)


@dataclass
class Score:
    """What became of one rule's faults; ``clean`` are findings where nothing was planted."""

    planted: int = 0
    found: int = 0
    findings: int = 0
    told: int = 0
    controls: int = 0
    silent: int = 0
    clean: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> str:
        return share(self.found, self.planted)

    @property
    def precision(self) -> str:
        return share(self.told, self.findings)


def share(part: int, whole: int) -> str:
    """Return a share as percent with two decimals, a dash where there is nothing."""
    if not whole:
        return "—"
    hundredths = (20_000 * part + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d} %"


def scores(graduates: int, seeds: Iterable[int], moments: Sequence[datetime]) -> dict[str, Score]:
    """Plant faults in a season of every seed and moment and count what is found of each rule."""
    made = {rule.code: Score() for rule in shipped_rules()}
    for seed in seeds:
        for moment in moments:
            clean = season_tables(graduates, seed, moment=moment)
            for code, keys in found(of_tables(clean, moment), moment).items():
                made[code].clean += len(keys)
            tables, truth = plant(clean, seed, moment)
            _add(made, found(of_tables(tables, moment), moment), truth)
    return made


def _add(made: dict[str, Score], got: Found, truth: pa.Table) -> None:
    rows = [row for row in truth.to_pylist() if row["rule"] in made]
    for row in rows:
        score, keys = made[row["rule"]], got.get(row["rule"], set())
        if row["expected"]:
            score.planted += 1
            score.found += (row["key"], row["verdict"]) in keys
        else:
            score.controls += 1
            score.silent += row["key"] not in {key for key, _ in keys}
            score.notes[row["note"]] += 1
    wanted = {(row["rule"], row["key"], row["verdict"]) for row in rows if row["expected"]}
    for code, keys in got.items():
        made[code].findings += len(keys)
        made[code].told += sum((code, key, verdict) in wanted for key, verdict in keys)


def lines(made: dict[str, Score]) -> Iterator[tuple[str, ...]]:
    for rule in shipped_rules():
        score = made[rule.code]
        yield (
            f"{rule.code} {rule.title}", rule.severity, str(score.planted), score.recall,
            score.precision, f"{score.silent}/{score.controls}", str(score.clean),
        )  # fmt: skip


HEADER = ("rule", "severity", "planted", "recall", "precision", "controls silent", "clean season")


def needed() -> Iterator[tuple[str, str]]:
    """Yield each rule with the tables and columns without which it does not run."""
    for each in plan().rules:
        names = [f"`{'.'.join(part for part in need if part)}`" for need in wanted_by(each)]
        if each.rule.any_of:
            names.append("one of " + ", ".join(f"`{name}`" for name in each.rule.any_of))
        names += [f"the signal `{name}`" for name in each.rule.signals]
        yield each.rule.code, ", ".join(names)


def wanted_by(rule: Checked) -> list[tuple[str, str]]:
    """Return the tables and columns a rule must have, but those every input has."""
    hard = {need for need in rule.needs if need not in rule.optional | rule.by_view}
    return sorted(need for need in hard if need[0] in TABLES and need[1] not in ALWAYS_GIVEN)


def page() -> str:
    """Return the generated page."""
    made = scores(GRADUATES, SEEDS, MOMENTS)
    days = " and ".join(f"{moment:%Y-%m-%d}" for moment in MOMENTS)
    controls = [f"- {code}: {note}" for code, score in made.items() for note in sorted(score.notes)]
    return _PAGE.format(
        graduates=GRADUATES, seeds=", ".join(map(str, SEEDS)), days=days,
        table=markdown(HEADER, lines(made)), controls="\n".join(controls),
        needed=markdown(("rule", "does not run without"), needed()),
    )  # fmt: skip


_PAGE = """# Recall and precision

Generated by `python -m bench.recall --write`; a test repeats it and compares. Everything is
seeded, so the numbers are the same on any machine.

Seasons of {graduates} graduates from the seeds {seeds},
as of {days}, each clean and with faults planted
by `quxiang.simulation.faults`, which knows no rule. *Recall*: planted faults found under the very
key and verdict the truth names. *Precision*: findings the truth names; the one C602 it does not
name is about somebody who was given another's examination number (R204). *Controls*: cases
that look like a fault and are none, just within the limit where the rule has one; they must stay
silent. The planters of E306 and E309 were written beside the rules, so theirs prove less. *Clean
season*: findings where nothing was planted, among branches, renamed firms, late papers, official
lists used by many and shared rooms.

{table}

## The controls

{controls}

## What each rule cannot do without

Take any of these away and the rule stands in `not_run`; a test takes each away once.

{needed}
"""


def data_of(text: str) -> str:
    """Return what the page says of each rule as JSON, and how it was measured: the web shows it."""
    rows = (_cells(line) for line in text.splitlines() if line.startswith("| "))
    of_rules = {row[0][:4]: row for row in rows if len(row) == len(HEADER) and row[2].isdecimal()}
    told = {
        "graduates": GRADUATES, "seeds": list(SEEDS),
        "moments": [f"{moment:%Y-%m-%d}" for moment in MOMENTS],
        "rules": {
            code: {"planted": int(row[2]), "recall": row[3], "precision": row[4]}
            for code, row in of_rules.items()
        },
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def main() -> None:
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        DATA.write_text(data_of(PAGE.read_text("utf-8")), encoding="utf-8")
        return
    graduates = int(sys.argv[1]) if len(sys.argv) > 1 else GRADUATES
    seeds = range(1, 1 + (int(sys.argv[2]) if len(sys.argv) > 2 else 3))
    print(markdown(HEADER, lines(scores(graduates, seeds, MOMENTS))))


if __name__ == "__main__":
    main()
