"""The signals of every school and college, filled in for the rules that judge them.

A run has two rounds: rules about records first, then, once their findings are muted and the
people behind them are known, rules that compare the figures counted from them with a threshold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from quxiang.engine.checked import Checked
from quxiang.engine.dataset import Dataset, arrow_schema
from quxiang.engine.figureform import FigureRule, shipped_figures
from quxiang.engine.results import Figure, NotRun
from quxiang.engine.shared import REFERENCE
from quxiang.engine.signalform import INVERSION_RULE, INVERSIONS, signal_title
from quxiang.engine.subjects import Group, SubjectCounts, count_subjects
from quxiang.standards import Standard

SCHOOLS: Group = ("school", "cohort")
COLLEGES: Group = ("school", "cohort", "college")


def signal_groups(dataset: Dataset) -> tuple[Group, ...]:
    """Return the units signals are counted for: every school, and its colleges if known."""
    return (SCHOOLS, COLLEGES) if dataset.has("graduates", "college") else (SCHOOLS,)


def judgeable(
    counts: SubjectCounts,
    standard: Standard,
    ready: Sequence[Checked],
    figures: Sequence[FigureRule],
) -> tuple[list[Checked], list[NotRun]]:
    """Fill the table ``signals``; return the rules that can judge them, and why others cannot."""
    judges = [rule for rule in ready if rule.rule.signals]
    wanted = {name for judge in judges for name in judge.rule.signals}
    known = {rule.code: rule for rule in (*shipped_figures(), *figures)}
    rules = [rule for code, rule in known.items() if code in wanted]
    why = _fill(counts, standard, rules, inversions=INVERSIONS in wanted, ready=ready)
    unjudged = []
    for judge in judges:
        gone = [name for name in judge.rule.signals if name in why]
        if gone:
            unjudged.append(_unjudged(judge.rule.code, gone[0], why[gone[0]]))
    idle = {each.rule for each in unjudged}
    return [judge for judge in judges if judge.rule.code not in idle], unjudged


def _unjudged(code: str, signal: str, why: NotRun) -> NotRun:
    reason, english = why.reason.partition("：")[2], why.english.partition(": ")[2]
    return NotRun(
        code, f"未运行：{signal_title(signal)}没有算出，{reason}", partial=False,
        english=f"Not run: {signal_title(signal, 'en')} was not counted; {english}",
    )  # fmt: skip


def _fill(
    counts: SubjectCounts, standard: Standard, rules: Sequence[FigureRule], *,
    inversions: bool, ready: Iterable[Checked],
) -> dict[str, NotRun]:  # fmt: skip
    """Count the signals that are wanted; return why some could not be."""
    session = counts.session
    figures, missing = count_subjects(counts, standard, rules, signal_groups(session.dataset))
    rows = [row for figure in figures if (row := _row(figure)) is not None]
    why = {each.rule: each for each in missing}
    if inversions and INVERSION_RULE in {rule.rule.code for rule in ready}:
        rows += _inversions(counts)
    elif inversions:
        why[INVERSIONS] = NotRun(
            INVERSIONS, f"未运行：规则 {INVERSION_RULE} 没有运行。", partial=False,
            english=f"Not run: rule {INVERSION_RULE} did not run.",
        )  # fmt: skip
    session.create("signals", pa.Table.from_pylist(rows, arrow_schema(REFERENCE["signals"])))
    return why


def _row(figure: Figure) -> dict[str, object] | None:
    kind = "college" if "college" in figure.group else "school"
    if not figure.group[kind]:
        return None
    return {
        "school": figure.group["school"], "cohort": figure.group["cohort"], "unit_kind": kind,
        "unit": figure.group[kind], "figure": figure.code, "numerator": figure.numerator,
        "denominator": figure.denominator, "per": figure.per,
    }  # fmt: skip


def _inversions(counts: SubjectCounts) -> list[dict[str, object]]:
    """Count the inversions found and not muted; nothing is divided, so there is no rate."""
    found: list[dict[str, object]] = counts.session.arrow(
        f"select school, cohort, unit_kind, unit, '{INVERSIONS}' as figure, count(*) as numerator "
        f"from found_{INVERSION_RULE} where verdict = 'fault' "
        "and unit_kind in ('school', 'college') group by school, cohort, unit_kind, unit"
    ).to_pylist()
    return found
