"""What a run of a cohort runs: which rules, with which parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from quxiang.engine.catalogue import shipped_rules, with_parameters
from quxiang.engine.checked import Checked, checked_shipped
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.ruleform import Rule
from quxiang.engine.run import Plan
from quxiang.engine.snapshots.results import NotRunLine
from quxiang.engine.yamlform import Value
from quxiang.standards import Settings
from quxiang.web.alerts.governing import Chosen
from quxiang.web.alerts.ownrules import find_own, own_rules
from quxiang.web.alerts.parameterwords import told_of
from quxiang.web.roster.models import Cohort

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Planned:
    """A plan; what does not run by what was set, and what was set and fits no more; by which
    version of each rule's settings.
    """

    plan: Plan
    left: Sequence[NotRunLine] = ()
    versions: Mapping[str, int] = field(default_factory=dict)
    #: the school's own rules among them: the version of each, and what it is called
    own: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def planned(
    settings: Settings, chosen: Mapping[str, Chosen], on: date, own: Sequence[Checked] = ()
) -> Planned:
    """Return what runs on a day: the rules nobody switched off, with the parameters set of them.

    Parameters are laid over each other: the rule's file, the cohort's settings, the rule's own.
    """
    rules = (*checked_shipped(), *own)
    idle = {
        each.rule.code: why
        for each in rules
        if (why := chosen.get(each.rule.code, Chosen()).idle(on))
    }
    plan = Plan(
        tuple(each for each in rules if each.rule.code not in idle),
        parameters_of([each.rule for each in rules], settings, chosen),
        shipped_figures(), by=("college",),
    )  # fmt: skip
    left = [NotRunLine(code, why, partial=False) for code, why in idle.items()]
    left += _lost(plan.rules, chosen)
    return Planned(_only_running(plan), left, {code: each.number for code, each in chosen.items()})


def _only_running(plan: Plan) -> Plan:
    """Give the parameters of the rules that run alone: a run keeps no others."""
    running = {each.rule.code for each in plan.rules}
    kept = {code: values for code, values in plan.parameters.items() if code in running}
    return replace(plan, parameters=kept)


def _lost(rules: Iterable[Checked], chosen: Mapping[str, Chosen]) -> Iterable[NotRunLine]:
    for each in rules:
        lost = chosen.get(each.rule.code, Chosen()).lost(each.rule)
        if lost:
            names = "、".join(told_of(each.rule.code, name).title for name in lost)
            reason = f"部分运行：设置过的参数“{names}”已不合这条规则，用的是规则自己的。"
            yield NotRunLine(each.rule.code, reason, partial=True)


def parameters_of(
    rules: Sequence[Rule], settings: Settings, chosen: Mapping[str, Chosen]
) -> dict[str, dict[str, Value]]:
    """Return every rule's parameters as a cohort has them."""
    codes = {rule.code: rule for rule in rules}
    changes = {code: dict(values) for code, values in settings.overrides.items() if code in codes}
    for code, each in chosen.items():
        if code in codes:
            changes[code] = {**changes.get(code, {}), **each.fitting(codes[code])}
    return with_parameters(rules, changes)


def plan_of(settings: Settings) -> Plan:
    """Return the plan of a cohort that set nothing: every shipped rule, as its settings say."""
    return planned(settings, {}, date.min).plan


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


def rules_of(cohort: Cohort) -> list[Rule]:
    """Return the rules there are for a cohort, by code: shipped ones and the school's own."""
    rules = (*shipped_rules(), *own_rules(cohort.school_id))
    return sorted(rules, key=lambda rule: rule.code)


def rule_for(school_id: int, code: str) -> Rule | None:
    """Return a rule by its code, shipped or the school's own."""
    return find_rule(code) or find_own(school_id, code)


def named(code: str, own: str = "") -> str:
    """Return a rule as lists name it, an own one by its title; what no rule found is called by
    what it began with.
    """
    rule = find_rule(code)
    title = rule.title if rule is not None else own
    return f"{code} {title}" if title else title_of(code)


def title_of(code: str) -> str:
    rule = find_rule(code)
    return rule.title if rule is not None else code or "本人异议"
