"""Rules fit to run: each with what checking it learned, which is kept between processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.facts import QueryFacts, RuleFacts, ViewFacts
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.remembered import remembered
from quxiang.engine.ruleform import Rule
from quxiang.engine.shared import shared_file


class Checked(RuleFacts, frozen=True, eq=False, kw_only=True):
    """A rule whose SQL may run, with what is known of it."""

    rule: Rule

    @property
    def wants_moment(self) -> bool:
        return self.rule.window != "none" or "as_of" in self.statement.marks


def checked(rules: Iterable[Rule]) -> tuple[Checked, ...]:
    """Check every rule; raise :class:`UnusableError` with one problem for each that fails."""
    rules = tuple(rules)

    def make() -> tuple[RuleFacts, ...]:
        if any(rule.own for rule in rules):
            from quxiang.engine.ownchecking import facts_of

            return facts_of(rules)
        from quxiang.engine.checking import rule_facts

        return rule_facts(rules)

    contents = (msgspec.json.encode(replace(rule, file="")) for rule in rules)
    facts = remembered("rules", (_shared(), *contents), tuple[RuleFacts, ...], make)
    return tuple(
        Checked(rule=rule, **_fields(each)) for rule, each in zip(rules, facts, strict=True)
    )


def _fields(facts: RuleFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__struct_fields__}


def _shared() -> bytes:
    return shared_file().read_bytes()


@lru_cache(maxsize=1)
def checked_shipped() -> tuple[Checked, ...]:
    """Return every shipped rule, checked once a process."""
    return checked(shipped_rules())


def view_facts() -> tuple[ViewFacts, ...]:
    """Return the shared views as SQL, in file order."""
    return _views(shared_file())


@lru_cache(maxsize=8)
def _views(_: Path) -> tuple[ViewFacts, ...]:
    def make() -> tuple[ViewFacts, ...]:
        from quxiang.engine import checking

        return checking.view_facts()

    return remembered("views", (_shared(),), tuple[ViewFacts, ...], make)


def query_facts(sql: str) -> QueryFacts:
    """Return what a figure's query is as SQL and what it reads."""
    return shipped_queries().get(sql) or _looked_at(shared_file(), sql)


def shipped_queries() -> dict[str, QueryFacts]:
    """Return the same of every shipped figure's queries, by what is written there."""
    return _shipped_queries(shared_file())


@lru_cache(maxsize=8)
def _shipped_queries(_: Path) -> dict[str, QueryFacts]:
    figures = (each for each in shipped_figures() if each.kind == "subjects")
    queries = tuple(sql for each in figures for sql in (each.numerator, each.denominator))

    def make() -> dict[str, QueryFacts]:
        from quxiang.engine import checking

        return checking.query_facts(queries)

    made_from = (_shared(), *(sql.encode() for sql in queries))
    return remembered("figures", made_from, dict[str, QueryFacts], make)


@lru_cache(maxsize=64)
def _looked_at(_: Path, sql: str) -> QueryFacts:
    from quxiang.engine import checking

    return checking.query_facts((sql,))[sql]
