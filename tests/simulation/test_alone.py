"""A rule finds alone, when few columns are read, what it finds beside all others."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from quxiang.engine.checked import Checked
from quxiang.engine.run import run
from quxiang.simulation import MOMENT
from quxiang.standards import Settings, load

sys.path.append(str(Path(__file__).parents[2]))

from bench.found import of_tables, plan

Fingerprints = dict[str, list[str]]


def findings(tables: dict[str, pa.Table], rules: Sequence[Checked]) -> Fingerprints:
    outcome = run(of_tables(tables, MOMENT), load(), Settings(), replace(plan(), rules=rules))
    return {
        each.rule.code: sorted(each.table.column("fingerprint").to_pylist())
        for each in outcome.findings
    }


def test_every_rule_finds_alone_what_it_finds_beside_the_others(
    planted: tuple[dict[str, pa.Table], pa.Table],
) -> None:
    tables, _ = planted
    rules = plan().rules
    together = findings(tables, rules)
    muted = {code for rule in rules for code in rule.rule.explains}
    judging_records = [rule for rule in rules if not rule.rule.signals]
    for rule in judging_records:
        code = rule.rule.code
        alone = findings(tables, [rule])[code]
        assert set(together[code]) <= set(alone), code
        assert code in muted or together[code] == alone, code
    assert sum(map(len, together.values())) > 100
