"""Reads of rules as a cohort has them: all in a list, and one with everything about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from quxiang.engine.checked import Checked, checked, checked_shipped
from quxiang.engine.ruleform import Rule
from quxiang.engine.titles import field_title
from quxiang.engine.yamlform import Value
from quxiang.problems import UnusableError
from quxiang.standards import Settings
from quxiang.standards.tables import TABLES
from quxiang.web.alerts.governing import Chosen, chosen_from, chosen_of
from quxiang.web.alerts.parameters import said
from quxiang.web.alerts.parameterwords import OWN_FAMILY, family_of, told_of
from quxiang.web.alerts.plans import parameters_of, rules_of
from quxiang.web.alerts.selectors import Tally
from quxiang.web.alerts.settingmodels import RuleSetting
from quxiang.web.alerts.states import Severity
from quxiang.web.alerts.trialmodels import Trial
from quxiang.web.roster.models import Cohort


@dataclass(frozen=True)
class Measured:
    """How a rule did on made-up seasons with faults planted in them, as ``bench.recall`` says."""

    planted: int
    recall: str
    precision: str


@lru_cache(maxsize=1)
def measured() -> tuple[str, Mapping[str, Measured]]:
    """Return how it was measured, as a sentence, and the figures of every shipped rule."""
    told = json.loads((Path(__file__).parent / "recall.json").read_text(encoding="utf-8"))
    seeds, days = "、".join(map(str, told["seeds"])), "、".join(told["moments"])
    how = f"每季虚构 {told['graduates']:,} 名毕业生，种子 {seeds}，截至 {days}"
    return how, {code: Measured(**each) for code, each in told["rules"].items()}


@dataclass(frozen=True)
class RuleRow:
    """One rule as a cohort has it: its state in words, what is set otherwise, its cases."""

    rule: Rule
    chosen: Chosen
    on: date
    values: Mapping[str, Value]
    tally: Tally

    @property
    def measured(self) -> Measured | None:
        """Return what was measured of it; of an own rule nothing is."""
        return None if self.rule.own else measured()[1].get(self.rule.code)

    @property
    def family(self) -> str:
        return OWN_FAMILY if self.rule.own else family_of(self.rule.code)

    @property
    def severity(self) -> str:
        return str(Severity(self.rule.severity).label)

    @property
    def state(self) -> tuple[str, str]:
        """Return the state's word and tone."""
        if not self.chosen.runs:
            return "停用", ""
        if self.chosen.idle(self.on) and self.chosen.starts_on is not None:
            return f"{self.chosen.starts_on.isoformat()} 起", "info"
        return "运行", "good"

    @property
    def parameters(self) -> list[tuple[str, str, bool]]:
        """Return every parameter: title, value, and whether it is set otherwise than shipped."""
        told = {name: told_of(self.rule.code, name) for name in self.values}
        return [
            (told[name].title, said(value, told[name]), value != self.rule.params[name])
            for name, value in self.values.items()
        ]


def rows_of(
    cohort: Cohort, settings: Settings, on: date, counts: Mapping[str, Tally]
) -> list[RuleRow]:
    """Return every rule there is, by code, as a cohort has it."""
    listed = rules_of(cohort)
    chosen = chosen_of(cohort)
    values = parameters_of(listed, settings, chosen)
    return [
        RuleRow(
            rule, chosen.get(rule.code, Chosen()), on, values[rule.code],
            counts.get(rule.code, Tally()),
        )
        for rule in listed
    ]  # fmt: skip


@dataclass(frozen=True)
class Version:
    """One version of a rule's settings, in words, with what it changed."""

    row: RuleSetting
    changes: Sequence[tuple[str, str, str]]


def history_of(rule: Rule, cohort: Cohort, settings: Settings) -> list[Version]:
    """Return the versions of a rule's settings, the newest first, each with what it changed."""
    rows = list(
        RuleSetting.objects.filter(cohort=cohort, rule=rule.code)
        .select_related("by").order_by("number")
    )  # fmt: skip
    words = [_words(rule, settings, chosen) for chosen in (Chosen(), *map(chosen_from, rows))]
    return [
        Version(row, [(n, was[n], now[n]) for n in now if was[n] != now[n]])
        for row, was, now in zip(rows, words, words[1:], strict=False)
    ][::-1]


def _words(rule: Rule, settings: Settings, chosen: Chosen) -> dict[str, str]:
    values = parameters_of([rule], settings, {rule.code: chosen})[rule.code]
    told = {name: told_of(rule.code, name) for name in values}
    starts = chosen.starts_on.isoformat() if chosen.starts_on else "一直"
    return {
        "这一届": "运行" if chosen.runs else "停用", "从哪一天起": starts,
        **{told[name].title: said(value, told[name]) for name, value in values.items()},
    }  # fmt: skip


def needs_of(wanted: Rule) -> list[tuple[str, str, bool]]:
    """Return the tables a rule reads: title, columns, and whether it runs without them too."""
    rule = _checked(wanted)
    if rule is None:
        return []
    by_table: dict[str, list[str]] = {}
    for table, column in sorted(rule.needs):
        if table in TABLES:
            by_table.setdefault(table, []).append(column)
    spare = {table for table, column in rule.optional if not column}
    return [
        (
            TABLES[table].title,
            "、".join(dict.fromkeys(field_title(each, table) for each in columns if each)),
            table in spare,
        )
        for table, columns in by_table.items()
    ]


def _checked(wanted: Rule) -> Checked | None:
    if not wanted.own:
        return next(each for each in checked_shipped() if each.rule.code == wanted.code)
    try:
        return checked([wanted])[0]
    except UnusableError:  # it passed once; a run says what is wrong with it now
        return None


def tried_words(trial: Trial) -> list[tuple[str, str]]:
    """Return the parameters a rule was tried with, as a page shows them."""
    told = {name: told_of(trial.rule, name) for name in trial.parameters}
    values = {n: tuple(v) if isinstance(v, list) else v for n, v in trial.parameters.items()}
    return [(told[name].title, said(value, told[name])) for name, value in values.items()]
