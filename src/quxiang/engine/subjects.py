"""Figures counted over subjects in other tables: checks, complaints, people with findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from quxiang.engine import sqltree
from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked
from quxiang.engine.division import made
from quxiang.engine.figureform import FigureRule
from quxiang.engine.queries import parsed
from quxiang.engine.readiness import lacking
from quxiang.engine.results import Figure, NotRun
from quxiang.standards import Standard

#: people in findings of one record or one employer; a trend of a unit proves nobody guilty
FOUND_PEOPLE = "found_people"


def count_subjects(
    session: Session, standard: Standard, rules: Sequence[FigureRule], by: tuple[str, ...],
    ready: Sequence[Checked],
) -> tuple[list[Figure], list[NotRun]]:  # fmt: skip
    """Return figures of kind ``subjects``: distinct subjects over distinct subjects, each group."""
    figures: list[Figure] = []
    missing: list[NotRun] = []
    mine = [rule for rule in rules if rule.kind == "subjects"]
    if mine:
        _collect_found(session, ready)
    for rule in mine:
        needs = [(table, column) for table, _, column in (n.partition(".") for n in rule.needs)]
        absent = [need for need in needs if not session.dataset.has(*need)]
        if FOUND_PEOPLE in rule.numerator and standard is not session.standard:
            missing.append(_of_one_scheme(rule, session.standard, standard))
        elif absent:
            missing.append(lacking(rule.code, absent, partial=False))
        else:
            figures += _counted(session, standard, rule, by)
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


def _collect_found(session: Session, ready: Sequence[Checked]) -> None:
    parts = [
        f"select p.graduate_id, '{rule.rule.severity}' as severity, f.verdict "
        f"from proof_{rule.rule.code} as p join found_{rule.rule.code} as f using (fingerprint)"
        for rule in ready
        if rule.rule.subject in ("graduate", "employer")
    ]
    empty = "select '' as graduate_id, '' as severity, '' as verdict where false"
    session.execute(
        f"create or replace temp table {FOUND_PEOPLE} as {' union all '.join([empty, *parts])}"
    )


def _counted(
    session: Session, standard: Standard, rule: FigureRule, by: tuple[str, ...]
) -> Iterator[Figure]:
    for size in range(len(by) + 1):
        for group in combinations(by, size):
            above = _by_group(session, rule.numerator, group)
            below = _by_group(session, rule.denominator, group)
            for values in sorted(below.keys() | above.keys()):
                named = dict(zip(group, values, strict=True))
                yield made(rule, standard, named, above.get(values, 0), below.get(values, 0))


def _by_group(session: Session, sql: str, group: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    dims = "".join(f"{_dimension(name)} as {name}, " for name in group)
    tail = f" group by {', '.join(str(at + 1) for at in range(len(group)))}" if group else ""
    text = parsed_text(sql)
    rows = session.execute(
        f"select {dims}count(distinct s.subject) from ({text}) as s "
        f"left join in_scope as g on g.graduate_id = s.graduate_id{tail}"
    ).fetchall()
    return {tuple(str(each) for each in row[:-1]): int(row[-1]) for row in rows}


def _dimension(name: str) -> str:
    return (
        "coalesce(g.college, s.college, '')"
        if name == "college"
        else f"coalesce(cast(g.{name} as varchar), '')"
    )


def parsed_text(sql: str) -> str:
    return parsed(sql).sql(sqltree.DIALECT)
