"""Say of each rule whether the inputs allow it: fully, in part, or not at all, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from quxiang.engine.checked import Checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.results import NotRun
from quxiang.engine.titles import field_title
from quxiang.standards import Settings, calendar
from quxiang.standards.tables import TABLES

#: tables of answers about a version of a record, and where the record's own version stands
ANSWERED = ("confirmations", "checks")
RECORD_VERSION = ("graduates", "version")


def window_label(
    rule: Checked, moment: datetime | None, settings: Settings, cohort: str
) -> str | None:
    """Return the period a finding belongs to; outside every period, its month."""
    if rule.rule.window == "none" or moment is None:
        return None
    year = int(cohort) if cohort.isdigit() else moment.year
    period = calendar.period_at(moment, year, settings)
    return period.label if period is not None else f"{moment:%Y-%m}"


def not_run(rule: Checked, dataset: Dataset) -> NotRun | None:
    """Return why a rule cannot run, or runs in part; ``None`` when nothing is missing."""
    code = rule.rule.code
    missing = [need for need in sorted(rule.needs) if not dataset.has(*need)]
    hard = [need for need in missing if need not in rule.optional and need not in rule.by_view]
    if hard:
        return lacking(code, hard, partial=False)
    if rule.wants_moment and dataset.moment is None:
        reason = "未运行：输入里没有任何日期，不知道数据截至何时。请用 --as-of 给出时刻。"
        english = "Not run: the input holds no date, so nobody knows as of when; give --as-of."
        return NotRun(code, reason, partial=False, english=english)
    either = _absent(rule.rule.any_of, dataset)
    if either and len(either) == len(rule.rule.any_of):
        return lacking(code, either, partial=False, either=True)
    soft = [need for need in missing if need in rule.optional]
    if unversioned(rule.needs, dataset):
        soft.append(RECORD_VERSION)
    return lacking(code, soft, partial=True) if soft else None


def unversioned(needs: Collection[tuple[str, str]], dataset: Dataset) -> bool:
    """Say whether answers bear the version they are about, but records do not bear theirs.

    Where neither does, every answer is about the record there is, and nothing is missing.
    """
    bearing = any((each, "version") in needs and dataset.has(each, "version") for each in ANSWERED)
    return bearing and RECORD_VERSION in needs and not dataset.has(*RECORD_VERSION)


def undecided(dataset: Dataset) -> list[tuple[str, str]]:
    """Return what checks lack to tell which version they are about, and which answer is last."""
    if not dataset.has("checks", ""):
        return []
    lost = [RECORD_VERSION] if unversioned({("checks", "version"), RECORD_VERSION}, dataset) else []
    undated = [(n, "at") for n in ANSWERED if dataset.has(n, "") and not dataset.has(n, "at")]
    return lost + undated


def _absent(names: Iterable[str], dataset: Dataset) -> list[tuple[str, str]]:
    """Return those of ``names`` (tables, or table.column) that were not given, as needs."""
    pairs = [(table, column) for table, _, column in (name.partition(".") for name in names)]
    return [
        (table, column if dataset.has(table, "") else "")
        for table, column in pairs
        if not dataset.has(table, column)
    ]


def lacking(
    code: str, missing: Sequence[tuple[str, str]], *, partial: bool, either: bool = False
) -> NotRun:
    """Say that a rule or figure lacks tables or columns; an empty column is a whole table.

    With ``either`` one of them would do.
    """
    heads = ("部分运行", "Run in part") if partial else ("未运行", "Not run")
    heads = (f"{heads[0]}，至少要有一样", f"{heads[1]}, one is wanted") if either else heads
    return NotRun(
        code, f"{heads[0]}：{_missing(missing)}。", partial, f"{heads[1]}: {_missing_en(missing)}."
    )


def _missing_en(missing: Iterable[tuple[str, str]]) -> str:
    """Name columns by their usual header and their field."""
    whole, columns = _sorted_missing(missing)
    parts = [f"no table of {name.replace('_', ' ')} was given ({option(name)})" for name in whole]
    parts += [
        f"the table of {table.replace('_', ' ')} lacks "
        + ", ".join(f"{field_title(each, table)} ({each})" for each in names)
        for table, names in columns.items()
    ]
    return "; ".join(parts)


def _missing(missing: Iterable[tuple[str, str]]) -> str:
    whole, columns = _sorted_missing(missing)
    parts = [f"没有给出“{TABLES[name].title}”表（{option(name)}）" for name in whole]
    for table, names in columns.items():
        titles = dict.fromkeys(field_title(each, table) for each in names)
        parts.append(f"“{TABLES[table].title}”表缺少列：{'、'.join(titles)}")
    return "；".join(parts)


def _sorted_missing(
    missing: Iterable[tuple[str, str]],
) -> tuple[list[str], dict[str, list[str]]]:
    """Return the tables missing as a whole, and the columns missing in those that are there."""
    missing = list(missing)
    whole = sorted({table for table, column in missing if not column and table in TABLES})
    columns: dict[str, list[str]] = {}
    for table, column in missing:
        if column and table not in whole:
            columns.setdefault(table, []).append(column)
    return whole, columns


def option(table: str) -> str:
    return "FILE" if table == "graduates" else f"--{table.replace('_', '-')}"
