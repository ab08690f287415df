"""One run: figures and findings of frozen tables under one scheme, or several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow.compute as pc

from quxiang.engine import findings as found
from quxiang.engine import omissions
from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.figures import FigureRule, Grouping, count_figures
from quxiang.engine.readiness import not_run, window_label
from quxiang.engine.results import Figure, Findings, NotRun, Outcome
from quxiang.engine.yamlform import Value
from quxiang.standards import Settings, Standard


@dataclass(frozen=True)
class Plan:
    """What to run: rules with their parameters, figures, groups, in which language."""

    rules: Sequence[Checked]
    parameters: Mapping[str, Mapping[str, Value]]
    figures: Sequence[FigureRule]
    by: Grouping = ()
    lang: str = "zh"
    compared_with: Sequence[Standard] = field(default_factory=tuple)


def run(dataset: Dataset, standard: Standard, settings: Settings, plan: Plan) -> Outcome:
    """Run a plan over a dataset.

    Rules run under ``standard``; figures also under each of ``plan.compared_with``. A rule whose
    tables or columns were not given stands in ``Outcome.not_run``, never silently passed.
    """
    with Session(dataset, standard, settings) as session:
        ready, unready = _sorted_out(plan.rules, dataset)
        _find_all(session, ready, plan)
        passed_over = [
            *omissions.unmatched(session, ready),
            *omissions.unknown_answers(session, ready),
            *omissions.unused_tables(session, plan.rules, plan.figures),
        ]
        muted = _mute(session, ready)
        for rule in ready:
            found.prove(session, rule, plan.parameters[rule.rule.code])
        findings = _take_all(session, ready, plan, muted)
        figures, missing = _figures(session, standard, ready, plan)
        return Outcome(
            figures=figures,
            findings=findings,
            not_run=_merged(unready, passed_over, _without_key(findings), missing, plan),
            moment=dataset.moment,
            counted=session.number("select count(*) from in_scope"),
            not_counted=_not_counted(session),
            left_out=_left_out(session, dataset),
        )


def _merged(
    unready: Sequence[NotRun], passed_over: Sequence[NotRun], keyless: Sequence[NotRun],
    missing: Sequence[NotRun], plan: Plan,
) -> tuple[NotRun, ...]:  # fmt: skip
    reasons = (*unready, *passed_over, *keyless)
    return (*reasons, *missing, *omissions.partial_signals(plan.rules, reasons))


def _sorted_out(rules: Sequence[Checked], dataset: Dataset) -> tuple[list[Checked], list[NotRun]]:
    reasons = [(rule, not_run(rule, dataset)) for rule in rules]
    ready = [rule for rule, reason in reasons if reason is None or reason.partial]
    return ready, [reason for _, reason in reasons if reason is not None]


def _find_all(session: Session, rules: Sequence[Checked], plan: Plan) -> None:
    cohort = session.dataset.tables["graduates"].column("cohort")
    newest = str(pc.max(cohort).as_py() or "")
    session.keep({view for rule in rules for view in rule.views})
    for rule in rules:
        window = window_label(rule, session.dataset.moment, session.settings, newest)
        found.find(session, rule, plan.parameters[rule.rule.code], window)


def _mute(session: Session, rules: Sequence[Checked]) -> dict[str, int]:
    answered = found.mute_answered(session, rules)
    explained = found.mute_explained(session, rules)
    codes = answered.keys() | explained.keys()
    return {code: answered.get(code, 0) + explained.get(code, 0) for code in codes}


def _take_all(
    session: Session, rules: Sequence[Checked], plan: Plan, muted: Mapping[str, int]
) -> tuple[Findings, ...]:
    return tuple(
        found.taken(
            session, rule, plan.parameters[rule.rule.code], plan.lang, muted.get(rule.rule.code, 0)
        )
        for rule in rules
    )


def _without_key(findings: Sequence[Findings]) -> list[NotRun]:
    """Say where a rule gave findings whose key is empty: they cannot be followed up."""
    said = []
    for each in findings:
        empty = max((each.table.column(name).null_count for name in each.rule.key), default=0)
        if empty:
            reason = f"部分运行：{empty} 条发现的键为空，无法跟踪。"
            said.append(NotRun(each.rule.code, reason, partial=True))
    return said


def _figures(
    session: Session, standard: Standard, ready: Sequence[Checked], plan: Plan
) -> tuple[tuple[Figure, ...], list[NotRun]]:
    figures: list[Figure] = []
    missing: list[NotRun] = []
    for each in (standard, *plan.compared_with):
        if each is not standard:
            session.use_standard(each)
        counted, unready = count_figures(session, each, plan.figures, plan.by, ready)
        figures += counted
        missing += unready
    return tuple(figures), list(dict.fromkeys(missing))


def _not_counted(session: Session) -> dict[str, int]:
    """Return how many rows are outside the scope, by status (or 肄业 by completion)."""
    rows = session.execute(
        "with everyone as (select status, completion, count(*) as n from graduates group by all), "
        "inside as (select status, completion, count(*) as n from in_scope group by all) "
        "select coalesce(status, case completion when 'withdrawn' then '肄业' else '结业' end), "
        "sum(n)::bigint from (from everyone union all select status, completion, -n from inside) "
        "group by 1 having sum(n) > 0 order by 2 desc, 1"
    ).fetchall()
    return {str(why): int(count) for why, count in rows}


def _left_out(session: Session, dataset: Dataset) -> int:
    if not dataset.has("graduates", "code"):
        return 0
    return session.number("select count(*) from counted where code is not null and not in_force")
