"""Figures counted over subjects in other tables: checks, complaints, people with findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked, query_facts
from quxiang.engine.division import made
from quxiang.engine.facts import FOUND_PEOPLE
from quxiang.engine.figureform import FigureRule
from quxiang.engine.readiness import lacking
from quxiang.engine.results import Figure, NotRun
from quxiang.standards import Standard

Group = tuple[str, ...]
Counts = Mapping[tuple[str, ...], int]

#: what every query of a figure gives beside its subject; other dimensions need the people
OWN_DIMENSIONS = frozenset({"school", "cohort", "college"})


class SubjectCounts:
    """Counts distinct subjects in every group of a run, each query asked once a scheme.

    The figures a report prints and the signals that rules judge are read from here, so they are
    the same numbers. ``rules`` are those whose findings have been muted and proved by now.
    """

    def __init__(self, session: Session, rules: Sequence[Checked], groups: Sequence[Group]) -> None:
        self.session = session
        self.groups = tuple(dict.fromkeys(groups))
        self._rules = rules
        self._collected = False
        self._counts: dict[tuple[str, str], dict[frozenset[str], dict[Group, int]]] = {}

    def of(self, sql: str, standard: Standard, group: Group) -> Counts:
        """Return the subjects of a figure's query by the values of ``group``, in its order."""
        known = (standard.digest, sql)
        if known not in self._counts:
            self._collect()
            self._counts[known] = self._counted(sql)
        names = [name for name in self._dimensions() if name in group]
        order = [names.index(name) for name in group]
        counts = self._counts[known].get(frozenset(group), {})
        return {tuple(values[at] for at in order): count for values, count in counts.items()}

    def query(self, sql: str) -> str:
        """Return SQL of the subjects of a figure's query, once what it counts by is there."""
        self._collect()
        return query_facts(sql).statement.bound({})

    def _dimensions(self) -> list[str]:
        return list(dict.fromkeys(name for group in self.groups for name in group))

    def _counted(self, sql: str) -> dict[frozenset[str], dict[Group, int]]:
        names = self._dimensions()
        counts: dict[frozenset[str], dict[Group, int]] = {}
        for *values, count in self.session.execute(self._counting(sql, names)).fetchall():
            group = {
                name: each for name, each in zip(names, values, strict=True) if each is not None
            }
            counts.setdefault(frozenset(group), {})[tuple(group.values())] = int(count)
        return counts

    def _counting(self, sql: str, names: Sequence[str]) -> str:
        """Return SQL that counts rows of the subjects named once, and subjects of the few others.

        Counting distinct texts in every group of everybody costs four times as much.
        """
        joined = not OWN_DIMENSIONS.issuperset(names)
        dims = "".join(f"{dimension_sql(name, joined=joined)} as {name}, " for name in names)
        people = " left join in_scope as g on g.graduate_id = s.graduate_id" if joined else ""
        columns = "".join(f"{name}, " for name in names)
        shown = "".join(f"coalesce(cast({name} as varchar), '') as {name}, " for name in names)
        sets = ", ".join(f"({', '.join(group)})" for group in self.groups)
        by, each = (f" group by grouping sets ({sets})", " group by all") if names else ("", "")
        text = query_facts(sql).statement.bound({})
        return (
            f"with s as materialized (select {dims}s.subject from ({text}) as s{people}), "
            "often as materialized (select subject from s group by subject having count(*) > 1), "
            f"once as (select {columns}count(*) as n from s anti join often using (subject) "
            f"where subject is not null{each}) "
            f"select {columns}cast(sum(n) as bigint) as n from ("
            f"select {columns}sum(n) as n from (select {shown}n from once){by} union all "
            f"select {columns}count(distinct subject) from "
            f"(select {shown}subject from s semi join often using (subject)){by}){each}"
        )

    def _collect(self) -> None:
        if self._collected:
            return
        parts = [
            f"select p.graduate_id, '{rule.rule.severity}' as severity, f.verdict "
            f"from proof_{rule.rule.code} as p join found_{rule.rule.code} as f using (fingerprint)"
            for rule in self._rules
            if rule.rule.feeds_signals
        ]
        empty = "select '' as graduate_id, '' as severity, '' as verdict where false"
        self.session.execute(
            f"create temp table {FOUND_PEOPLE} as {' union all '.join([empty, *parts])}"
        )
        self._collected = True


def count_subjects(
    counts: SubjectCounts, standard: Standard, rules: Sequence[FigureRule], groups: Sequence[Group]
) -> tuple[list[Figure], list[NotRun]]:
    """Return figures of kind ``subjects``: distinct subjects over distinct subjects, each group."""
    figures: list[Figure] = []
    missing: list[NotRun] = []
    for rule in rules:
        if rule.kind != "subjects":
            continue
        needs = [(table, column) for table, _, column in (n.partition(".") for n in rule.needs)]
        session = counts.session
        absent = [need for need in needs if not session.dataset.has(*need)]
        if FOUND_PEOPLE in rule.numerator and standard is not session.standard:
            missing.append(_of_one_scheme(rule, session.standard, standard))
        elif absent:
            missing.append(lacking(rule.code, absent, partial=False))
        else:
            figures += _divided(counts, standard, rule, groups)
    return figures, missing


def _of_one_scheme(rule: FigureRule, own: Standard, other: Standard) -> NotRun:
    """Say that findings are those of the scheme rules ran under, so no other has such a rate."""
    reason = (
        f"{other.scheme} 方案没有这个比率：规则只按 {own.scheme} 方案运行，发现都是那个方案的。"
        f"要看它，请单独用 --standard {other.scheme}。"
    )
    english = (
        f"Scheme {other.scheme} has no such rate here: rules run under {own.scheme} only, and "
        f"findings are of that scheme. To see it, run --standard {other.scheme} by itself."
    )
    return NotRun(rule.code, reason, partial=True, english=english)


def _divided(
    counts: SubjectCounts, standard: Standard, rule: FigureRule, groups: Sequence[Group]
) -> Iterator[Figure]:
    for group in groups:
        above = counts.of(rule.numerator, standard, group)
        below = counts.of(rule.denominator, standard, group)
        everything = above.keys() | below.keys() | (set() if group else {()})
        for values in sorted(everything):
            named = dict(zip(group, values, strict=True))
            yield made(rule, standard, named, above.get(values, 0), below.get(values, 0))


def dimension_sql(name: str, *, joined: bool) -> str:
    """Return a dimension of a subject: its own (s), or where ``joined`` its person's (g)."""
    parts = (f"g.{name}" if joined else "", f"s.{name}" if name in OWN_DIMENSIONS else "")
    return f"coalesce({', '.join(part for part in parts if part)})"
