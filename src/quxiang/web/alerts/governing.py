"""What a cohort has set of its rules: the newest version of each, and what it makes of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from quxiang.engine.catalogue import coerced
from quxiang.engine.ruleform import Rule
from quxiang.engine.yamlform import Value
from quxiang.web.alerts.settingmodels import RuleSetting
from quxiang.web.common import clock
from quxiang.web.roster.models import Cohort


@dataclass(frozen=True)
class Chosen:
    """What is set of one rule; ``number`` 0 is a rule nobody set anything of."""

    runs: bool = True
    starts_on: date | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
    number: int = 0

    def idle(self, on: date) -> str:
        """Return why the rule does not run on a day; nothing where it does."""
        if not self.runs:
            return f"未运行：中心已停用（规则设置第 {self.number} 版）。"
        if self.starts_on is not None and on < self.starts_on:
            return f"未运行：从 {self.starts_on.isoformat()} 起才运行（规则设置）。"
        return ""

    def fitting(self, rule: Rule) -> dict[str, Value]:
        """Return the parameters that still fit the rule, which may have changed since."""
        pairs = ((name, rule.params.get(name), value) for name, value in self.parameters.items())
        typed = {
            name: coerced(default, value) for name, default, value in pairs if default is not None
        }
        return {name: value for name, value in typed.items() if value is not None}

    def lost(self, rule: Rule) -> list[str]:
        """Return the parameters that were set and fit the rule no more."""
        return sorted(self.parameters.keys() - self.fitting(rule).keys())


def chosen_from(row: RuleSetting | None) -> Chosen:
    if row is None:
        return Chosen()
    values = {name: _value(each) for name, each in row.parameters.items()}
    starts_on = None if row.starts_at is None else clock.local(row.starts_at).date()
    return Chosen(row.runs, starts_on, values, row.number)


def _value(stored: object) -> Value:
    return tuple(stored) if isinstance(stored, list) else stored  # type: ignore[return-value]


def chosen_of(cohort: Cohort) -> dict[str, Chosen]:
    """Return what is in force of every rule a cohort set something of, by code."""
    rows = RuleSetting.objects.filter(cohort=cohort).order_by("rule", "number")
    return {row.rule: chosen_from(row) for row in rows}  # the newest comes last


def newest_setting(cohort: Cohort, rule: str) -> RuleSetting | None:
    return RuleSetting.objects.filter(cohort=cohort, rule=rule).order_by("-number").first()
