"""One run: figures and findings of frozen tables under one scheme, or several side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pyarrow.compute as pc

from quxiang.engine import findings as found
from quxiang.engine import isolated, omissions
from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.figures import FigureRule, Grouping, count_figures, usable_groups
from quxiang.engine.proofs import prove
from quxiang.engine.readiness import not_run, window_label
from quxiang.engine.reads import Reads, reads_of
from quxiang.engine.results import Figure, Findings, NotRun, Outcome
from quxiang.engine.signals import judgeable, signal_groups
from quxiang.engine.subjects import SubjectCounts
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
    tables or columns were not given stands in ``Outcome.not_run``, never silently passed. Rules
    that judge signals run in a second round, once the others are muted and the signals counted.
    """
    ready, unready = _sorted_out(plan.rules, dataset)
    with Session(dataset, standard, settings, reads=_reads(ready, plan)) as session:
        records = [rule for rule in ready if not rule.rule.signals]
        muted, stopped = _round(session, records, plan)
        records = _without(records, stopped)
        counts = SubjectCounts(session, records, _groups(dataset, plan))
        judges, unjudged = judgeable(counts, standard, ready, plan.figures)
        later, stopped_later = _round(session, judges, plan)
        muted |= later
        judges = _without(judges, stopped_later)
        ran = [rule for rule in ready if rule in records or rule in judges]
        passed_over = _passed_over(session, ran, plan)
        findings = _take_all(session, ran, plan, muted)
        figures, missing = _figures(counts, standard, plan)
        unrun = (*unready, *stopped, *stopped_later, *unjudged)
        said = (*unrun, *passed_over, *_without_key(findings), *missing)
        return Outcome(
            figures=figures,
            findings=findings,
            not_run=(*said, *omissions.partial_signals(session, plan.rules, judges, said)),
            moment=dataset.moment,
            counted=session.number("select count(*) from in_scope"),
            not_counted=_not_counted(session),
            left_out=_left_out(session, dataset),
        )


def _passed_over(session: Session, ran: Sequence[Checked], plan: Plan) -> list[NotRun]:
    return [
        *omissions.unmatched(session, ran),
        *omissions.strangers(session, ran),
        *omissions.untold_by_the_nation(session, ran),
        *omissions.unstated(session, ran),
        *omissions.unknown_answers(session),
        *omissions.unused_tables(session, plan.rules, plan.figures),
    ]


@contextmanager
def proved(
    dataset: Dataset, standard: Standard, settings: Settings, plan: Plan
) -> Iterator[SubjectCounts]:
    """Open a session in which the findings about records are found, muted and proved."""
    ready, _ = _sorted_out(plan.rules, dataset)
    records = [rule for rule in ready if not rule.rule.signals]
    with Session(dataset, standard, settings) as session:
        _, stopped = _round(session, records, plan)
        yield SubjectCounts(session, _without(records, stopped), ())


def _round(
    session: Session, rules: Sequence[Checked], plan: Plan
) -> tuple[dict[str, int], list[NotRun]]:
    """Find, mute and prove; return how many were muted, by rule, and which rules were stopped."""
    stopped = _find_all(session, rules, plan)
    rules = _without(rules, stopped)
    omissions.recognise_answers(session, rules)
    muted = _mute(session, rules)
    prove(session, [rule for rule in rules if not rule.rule.own], plan.parameters)
    return muted, stopped


def _without(rules: Sequence[Checked], stopped: Iterable[NotRun]) -> list[Checked]:
    codes = {each.rule for each in stopped}
    return [rule for rule in rules if rule.rule.code not in codes]


def _groups(dataset: Dataset, plan: Plan) -> list[Grouping]:
    judging = any(rule.rule.signals for rule in plan.rules)
    return [*(signal_groups(dataset) if judging else ()), *usable_groups(dataset, plan.by)]


def _reads(rules: Sequence[Checked], plan: Plan) -> Reads:
    signals = {name for rule in rules for name in rule.rule.signals}
    judged = [figure for figure in shipped_figures() if figure.code in signals]
    return reads_of(rules, (*plan.figures, *judged), plan.by)


def _sorted_out(rules: Sequence[Checked], dataset: Dataset) -> tuple[list[Checked], list[NotRun]]:
    reasons = [(rule, not_run(rule, dataset)) for rule in rules]
    ready = [rule for rule, reason in reasons if reason is None or reason.partial]
    return ready, [reason for _, reason in reasons if reason is not None]


def _find_all(session: Session, rules: Sequence[Checked], plan: Plan) -> list[NotRun]:
    """Find by every rule; return which of a school's own could not be run to their end."""
    cohort = session.dataset.tables["graduates"].column("cohort")
    newest = str(pc.max(cohort).as_py() or "")
    session.keep({view for rule in rules for view in (*rule.views, *rule.row_views)})
    stopped = []
    for rule in rules:
        window = window_label(rule, session.dataset.moment, session.settings, newest)
        values = plan.parameters[rule.rule.code]
        if not rule.rule.own:
            found.find(session, rule, values, window)
        elif (reason := isolated.find(session, rule, values, window)) is not None:
            stopped.append(reason)
    return stopped


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
    counts: SubjectCounts, standard: Standard, plan: Plan
) -> tuple[tuple[Figure, ...], list[NotRun]]:
    figures: list[Figure] = []
    missing: list[NotRun] = []
    for each in (standard, *plan.compared_with):
        if each is not standard:
            counts.session.use_standard(each)
        counted, unready = count_figures(counts, each, plan.figures, plan.by)
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
