"""What a run of a cohort runs: which rules, with which parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from quxiang.engine.catalogue import shipped_rules, with_parameters
from quxiang.engine.checked import checked_shipped
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.ruleform import Rule
from quxiang.engine.run import Plan
from quxiang.engine.snapshots.results import NotRunLine
from quxiang.standards import Settings

_NUMBER = re.compile(r"\d+")


def plan_of(settings: Settings) -> Plan:
    """Return the plan: every shipped rule, with the parameters of the cohort's settings."""
    rules = checked_shipped()
    changes = {code: dict(values) for code, values in settings.overrides.items()}
    parameters = with_parameters([each.rule for each in rules], changes)
    return Plan(rules, parameters, shipped_figures(), by=("college",))


def ran_whole(
    plan: Plan, not_run: Sequence[NotRunLine], before: Sequence[Sequence[object]]
) -> frozenset[str]:
    """Return the rules that looked as far as in the run ``before``: their silence says something.

    A rule that did not run, or that lacks something it had, has not looked.
    """
    had = {(str(rule), _NUMBER.sub("", str(reason))) for rule, reason, _ in before}
    blind = {each.rule for each in not_run if not each.partial}
    less = {
        each.rule
        for each in not_run
        if each.partial and (each.rule, _NUMBER.sub("", each.reason)) not in had
    }
    return frozenset(each.rule.code for each in plan.rules) - blind - less


def explains_of(plan: Plan) -> Mapping[str, Sequence[str]]:
    return {each.rule.code: each.rule.explains for each in plan.rules if each.rule.explains}


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Rule]:
    return {rule.code: rule for rule in shipped_rules()}


def find_rule(code: str) -> Rule | None:
    """Return a shipped rule by its code."""
    return _shipped().get(code)


def title_of(code: str) -> str:
    rule = find_rule(code)
    return rule.title if rule is not None else code or "本人异议"
