"""What a run passed over although the inputs were there: said, never silent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked
from quxiang.engine.figureform import FigureRule
from quxiang.engine.findings import found_table
from quxiang.engine.results import NotRun
from quxiang.engine.signalform import INVERSION_RULE, INVERSIONS, signal_title
from quxiang.standards.tables import TABLES

#: tables that serve a run itself and not one rule
SERVING = ("graduates", "answers")
#: the signals that count people in findings, and of which severity
SIGNALS = {"suspect_rate": "suspect", "error_rate": "error"}


def unmatched(session: Session, rules: Iterable[Checked]) -> list[NotRun]:
    """Say how many people in scope the registry does not hold, where a rule compares them."""
    said = []
    for rule in rules:
        if ("registry", "graduate_id") in rule.needs and "registry" in session.dataset.tables:
            everyone = session.number("select count(*) from in_scope")
            missing = session.number(
                "select count(*) from in_scope as g left join registry as r "
                "on r.graduate_id = g.graduate_id where r.graduate_id is null"
            )
            if missing:
                head = "未运行" if missing == everyone else "部分运行"
                reason = f"{head}：{everyone} 人中有 {missing} 人在学籍表里没有对应的行，未比对。"
                head_en = "Not run" if missing == everyone else "Run in part"
                english = (
                    f"{head_en}: {missing} of {everyone} graduates have no row in the registry "
                    "and were not compared."
                )
                partial = missing < everyone
                said.append(NotRun(rule.rule.code, reason, partial=partial, english=english))
    return said


def recognise_answers(session: Session, rules: Iterable[Checked]) -> None:
    """Note which answers are about findings of ``rules``; asked before answers mute."""
    if "answers" not in session.dataset.tables:
        return
    known = " union all ".join(f"select fingerprint from {found_table(r.rule)}" for r in rules)
    session.execute("create temp table if not exists recognised (fingerprint varchar)")
    session.execute(
        "insert into recognised select fingerprint from answers "
        f"where fingerprint in ({known or 'select null'})"
    )


def unknown_answers(session: Session) -> list[NotRun]:
    """Say how many answers are about no finding of this run."""
    if "answers" not in session.dataset.tables:
        return []
    count = session.number(
        "select count(*) from answers where fingerprint not in (select fingerprint from recognised)"
    )
    if not count:
        return []
    reason = f"{count} 条答复的指纹不在本次发现里，没有用上；可能已改正，也可能写错。"
    english = (
        f"{count} answers bear a fingerprint that is not among the findings and were not used; "
        "the fault may be mended, or the fingerprint mistyped."
    )
    return [NotRun("table:answers", reason, partial=True, english=english)]


def unused_tables(
    session: Session, rules: Iterable[Checked], figures: Iterable[FigureRule]
) -> list[NotRun]:
    """Say which tables were given although no rule and no figure reads them."""
    read = {table for rule in rules for table, _ in rule.needs}
    read |= {need.partition(".")[0] for figure in figures for need in figure.needs}
    return [
        NotRun(
            f"table:{name}",
            f"给出了“{TABLES[name].title}”表，但没有规则或指标用到它。",
            partial=True,
            english=f"A table of {name.replace('_', ' ')} was given, but nothing uses it.",
        )
        for name in session.dataset.tables
        if name not in read and name not in SERVING
    ]


def partial_signals(
    session: Session, rules: Iterable[Checked], judges: Iterable[Checked], said: Sequence[NotRun]
) -> list[NotRun]:
    """Say that a signal rests on rules that did not run in full, and so do those that judge it."""
    codes = {each.rule for each in said}
    short = [each.rule for each in rules if each.rule.feeds_signals and each.rule.code in codes]
    partial = []
    for figure, severity in SIGNALS.items():
        of_it = [rule.code for rule in short if rule.severity == severity]
        if of_it:
            reason = f"部分运行：{'、'.join(of_it)} 没有完整运行，这个比率可能偏低。"
            english = (
                f"Run in part: {', '.join(of_it)} did not run in full, so this rate may be too low."
            )
            partial.append(NotRun(figure, reason, partial=True, english=english))
    short_signals = {each.rule for each in partial}
    if INVERSION_RULE in codes:
        short_signals.add(INVERSIONS)
    return [*partial, *_partial_judgements(session, judges, short_signals)]


def _partial_judgements(
    session: Session, judges: Iterable[Checked], short: Collection[str]
) -> list[NotRun]:
    partial = []
    for judge in judges:
        names = [name for name in judge.rule.signals if name in short]
        parts = [
            (
                f"{signal_title(n)}所依据的规则没有完整运行，可能偏低",
                f"rules behind {signal_title(n, 'en')} did not run in full, so it may be too low",
            )
            for n in names
        ]
        if not session.dataset.has("graduates", "college"):
            parts.append(
                (
                    "“毕业生”表缺少列：院系，只看了全校",
                    "the table of graduates lacks colleges, so only the school was judged",
                )
            )
        if parts:
            reason = f"部分运行：{'；'.join(each for each, _ in parts)}。"
            english = f"Run in part: {'; '.join(each for _, each in parts)}."
            partial.append(NotRun(judge.rule.code, reason, partial=True, english=english))
    return partial
