"""Say of each rule whether the inputs allow it: fully, in part, or not at all, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from quxiang.engine.checked import Checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.reference import field_title
from quxiang.engine.results import NotRun
from quxiang.standards import Settings, calendar
from quxiang.standards.tables import TABLES


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
        return NotRun(code, missing_sentence(hard, "未运行"), partial=False)
    if rule.wants_moment and dataset.moment is None:
        reason = "未运行：输入里没有任何日期，不知道数据截至何时。请用 --as-of 给出时刻。"
        return NotRun(code, reason, partial=False)
    either = _absent(rule.rule.any_of, dataset)
    if either and len(either) == len(rule.rule.any_of):
        return NotRun(code, missing_sentence(either, "未运行，至少要有一样"), partial=False)
    soft = [need for need in missing if need in rule.optional]
    if soft:
        return NotRun(code, missing_sentence(soft, "部分运行"), partial=True)
    return None


def _absent(names: Iterable[str], dataset: Dataset) -> list[tuple[str, str]]:
    """Return those of ``names`` (tables, or table.column) that were not given, as needs."""
    pairs = [(table, column) for table, _, column in (name.partition(".") for name in names)]
    return [
        (table, column if dataset.has(table, "") else "")
        for table, column in pairs
        if not dataset.has(table, column)
    ]


def missing_sentence(missing: Iterable[tuple[str, str]], head: str) -> str:
    """Say which tables and columns are missing; an empty column name is a whole table."""
    missing = list(missing)
    absent = {table for table, column in missing if not column}
    tables = sorted({table for table, _ in missing if table in absent})
    columns = [(table, column) for table, column in missing if table not in absent and column]
    parts = [
        f"没有给出“{TABLES[name].title}”表（{option(name)}）" for name in tables if name in TABLES
    ]
    by_table: dict[str, list[str]] = {}
    for table, column in columns:
        by_table.setdefault(table, []).append(field_title(column, table))
    parts += [
        f"“{TABLES[table].title}”表缺少列：{'、'.join(dict.fromkeys(titles))}"
        for table, titles in by_table.items()
    ]
    return f"{head}：{'；'.join(parts)}。"


def option(table: str) -> str:
    return "FILE" if table == "graduates" else f"--{table.replace('_', '-')}"
