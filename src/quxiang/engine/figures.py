"""Count figures: one pass over the people, every group a sum, one division by the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import pyarrow as pa

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.dataset import Dataset
from quxiang.engine.division import made
from quxiang.engine.figureform import DIMENSIONS, FigureRule, Settled
from quxiang.engine.readiness import lacking
from quxiang.engine.results import Figure, NotRun
from quxiang.engine.subjects import SubjectCounts, count_subjects
from quxiang.engine.titles import field_title
from quxiang.problems import Problem, UnusableError
from quxiang.standards import Standard

__all__ = ["DIMENSIONS", "FigureRule", "Grouping", "count_figures", "membership"]

Grouping = tuple[str, ...]
MAX_DIMENSIONS = 4


def checked_grouping(names: Sequence[str]) -> Grouping:
    """Return ``names`` as a grouping; raise :class:`UnusableError` for one that is none."""
    for name in names:
        if name not in DIMENSIONS:
            names_of = "、".join(f"{field_title(each)}（{each}）" for each in DIMENSIONS)
            raise UnusableError(
                Problem("unknown_group", f"不能按“{name}”分组。", f"可用：{names_of}。")
            )
    if len(set(names)) > MAX_DIMENSIONS:
        raise UnusableError(
            Problem("too_many_groups", "分组过多。", f"一次最多 {MAX_DIMENSIONS} 个分组字段。")
        )
    return tuple(dict.fromkeys(names))


def usable_groups(dataset: Dataset, by: Grouping) -> list[Grouping]:
    """Return the whole and every combination of those of ``by`` that were given."""
    usable = tuple(name for name in by if dataset.has("graduates", name))
    return [group for size in range(len(usable) + 1) for group in combinations(usable, size)]


def count_figures(
    counts: SubjectCounts, standard: Standard, rules: Sequence[FigureRule], by: Grouping
) -> tuple[list[Figure], list[NotRun]]:
    """Return every figure of a scheme for the whole and for every combination of ``by``."""
    session, dataset = counts.session, counts.session.dataset
    mine = [rule for rule in rules if rule.applies(standard.scheme, session.settings)]
    missing = [_no_group(name) for name in by if not dataset.has("graduates", name)]
    groups = usable_groups(dataset, by)
    members = [rule for rule in mine if rule.kind == "members"]
    if not dataset.has("graduates", "code"):
        missing += [lacking(rule.code, [("graduates", "code")], partial=False) for rule in members]
        members = []
    cube = _cube(session, members, groups[-1])
    figures = [
        each for group in groups for each in _rolled(session, standard, members, cube, group)
    ]
    more, unready = count_subjects(counts, standard, mine, groups)
    return figures + more, missing + unready


def _no_group(name: str) -> NotRun:
    title = field_title(name)
    reason = f"未按此分组：“毕业生”表缺少列：{title}。"
    english = f"Not grouped by it: the table of graduates lacks {title} ({name})."
    return NotRun(f"by:{name}", reason, partial=True, english=english)


def membership(rule: FigureRule, settings: Settled) -> str:
    """Return the SQL condition of who is in a figure's numerator; explain uses the same."""
    parts = []
    categories, codes = rule.members(settings)
    if "unregistered" in categories:
        parts.append("not in_force")
    if "unrecognised" in categories:
        parts.append("in_force and category is null")
    named = [name for name in categories if name not in ("unregistered", "unrecognised")]
    if named:
        parts.append(f"in_force and category in ({_texts(named)})")
    if codes:
        parts.append(f"in_force and parent_code in ({_texts(codes)})")
    return " or ".join(f"coalesce({part}, false)" for part in parts) or "false"


def _texts(values: Sequence[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def _cube(session: Session, rules: Sequence[FigureRule], by: Grouping) -> str:
    """Count once at the finest grain; every group is a sum of these rows.

    People who are alike in all that decides are counted first: judging each person for each
    figure costs three times as much.
    """
    alike = ", ".join(dict.fromkeys((*by, "in_force", "category", "parent_code")))
    dims = ", ".join(f"coalesce(cast({name} as varchar), '') as {name}" for name in by)
    counts = [
        f"sum(people) filter (where {membership(rule, session.settings)}) as n{at}"
        for at, rule in enumerate(rules)
    ]
    columns = ", ".join(part for part in (dims, "sum(people) as everyone", *counts) if part)
    grouped = f" group by {', '.join(by)}" if by else ""
    session.execute(
        f"create or replace temp table cube as select {columns} from (select {alike}, "
        f"count(*) as people from counted group by all) as a{grouped}"
    )
    return "cube"


def _rolled(
    session: Session, standard: Standard, rules: Sequence[FigureRule], cube: str, group: Grouping
) -> Iterator[Figure]:
    sums = ", ".join(
        f"cast(coalesce(sum({name}), 0) as bigint) as {name}"
        for name in ("everyone", *(f"n{at}" for at in range(len(rules))))
    )
    dims = "".join(f"{name}, " for name in group)
    tail = f" group by {', '.join(group)} order by {', '.join(group)}" if group else ""
    rows: pa.Table = session.arrow(f"select {dims}{sums} from {cube}{tail}")
    for row in rows.to_pylist():
        values = {name: row[name] for name in group}
        for at, rule in enumerate(rules):
            yield made(rule, standard, values, int(row[f"n{at}"]), int(row["everyone"]))
