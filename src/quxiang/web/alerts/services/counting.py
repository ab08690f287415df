"""What a run keeps as counts: by rule, what is exempt apart, and the periods rules look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from quxiang.engine.readiness import window_label
from quxiang.engine.run import Plan
from quxiang.engine.snapshots import Run, Snapshot
from quxiang.web.alerts.exempting import Exempted
from quxiang.web.alerts.found import Found


def windows(opened: Snapshot, plan: Plan) -> Mapping[str, str]:
    """Return the period each rule that looks at one is about."""
    moment, year = opened.manifest.moment, opened.manifest.cohort
    told = {
        each.rule.code: window_label(each, moment, opened.settings, year) for each in plan.rules
    }
    return {code: label for code, label in told.items() if label is not None}


def totals(recorded: Run, exempt: Mapping[str, Found]) -> dict[str, dict[str, int]]:
    """Count by rule; what is exempt was muted by its answer, and is counted apart."""
    told = Counter((each.rule, each.verdict) for each in recorded.findings())
    found: dict[str, dict[str, int]] = {}
    for (rule, verdict), number in sorted(told.items()):
        found.setdefault(rule, {})[verdict] = number
    exempted = Counter(each.finding.rule for each in exempt.values())
    for rule, number in recorded.manifest.counts.muted.items():
        found.setdefault(rule, {})["muted"] = number - exempted[rule]
        found[rule]["exempted"] = exempted[rule]
    return found


def counted(exempt: Mapping[str, Found], by: Exempted) -> list[list[object]]:
    """Count what is exempt by rule, college and exemption."""
    told = Counter((each.finding.rule, each.college, by.by[key]) for key, each in exempt.items())
    return [[*key, count] for key, count in sorted(told.items(), key=str)]
