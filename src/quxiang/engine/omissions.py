"""What a run passed over although the inputs were there: said, never silent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked
from quxiang.engine.figureform import FigureRule
from quxiang.engine.findings import found_table
from quxiang.engine.readiness import lacking, undecided
from quxiang.engine.results import NotRun
from quxiang.engine.signalform import INVERSION_RULE, INVERSIONS, signal_title
from quxiang.engine.titles import field_title
from quxiang.standards.tables import TABLES

#: tables that serve a run itself and not one rule
SERVING = ("graduates", "answers")
#: rules that list the people one side does not hold
LISTING = ("R202", "R203")
#: the signals that count people in findings, and of which severity
SIGNALS = {"suspect_rate": "suspect", "error_rate": "error"}
#: columns of the employer list whose blanks leave an employer unjudged
JUDGED_BY = ("status", "founded_on")


def unmatched(session: Session, rules: Iterable[Checked]) -> list[NotRun]:
    """Say how many people in scope the registry does not hold, where a rule compares them.

    The rules that list them one by one are silent of them, unless the registry holds nobody at
    all: then it is the wrong file, and they have not run.
    """
    comparing = _joining(session, rules, "registry")
    if not comparing:
        return []
    everyone = session.number("select count(*) from in_scope")
    missing = session.number("select count(*) from registry_differences where missing and counted")
    said = []
    for rule in comparing if missing else ():
        whole = missing == everyone and ("registry", "") not in rule.optional
        if rule.rule.code not in LISTING or missing == everyone:
            said.append(_uncompared(rule.rule.code, everyone, missing, partial=not whole))
    return said if missing == everyone else [*said, *_units_passed_over(session, comparing)]


def _uncompared(code: str, everyone: int, missing: int, *, partial: bool) -> NotRun:
    heads = ("部分运行", "Run in part") if partial else ("未运行", "Not run")
    reason = f"{heads[0]}：{everyone} 人中有 {missing} 人在学籍表里没有对应的行，未比对。"
    english = (
        f"{heads[1]}: {missing} of {everyone} graduates have no row in the registry and were not "
        "compared."
    )
    return NotRun(code, reason, partial=partial, english=english)


def _joining(session: Session, rules: Iterable[Checked], table: str) -> list[Checked]:
    given = table in session.dataset.tables
    return [rule for rule in rules if given and (table, "graduate_id") in rule.needs]


def _units_passed_over(session: Session, rules: Iterable[Checked]) -> list[NotRun]:
    """Say of how many colleges of the registry the roster holds nobody: those are not listed."""
    if all(rule.rule.code != "R203" for rule in rules):
        return []
    lost = (
        "select school, cohort, college, count(*) as rows from registry_only "
        "group by school, cohort, college"
    )
    if not session.number(f"select count(*) from ({lost})"):
        return []
    units, people = session.execute(
        f"select count(*), coalesce(sum(l.rows), 0)::bigint from ({lost}) as l join ("
        "select school, cohort, college, count(*) as rows from registry_standings where counted "
        "group by school, cohort, college) as r on r.school = l.school and r.cohort = l.cohort "
        "and r.college is not distinct from l.college and r.rows = l.rows"
    ).fetchall()[0]
    if not units:
        return []
    reason = f"部分运行：学籍里有 {units} 个学院共 {people} 人，名册里一个也没有，未逐人列出。"
    english = (
        f"Run in part: the registry has {units} colleges with {people} people of which the roster "
        "holds nobody; they are not listed one by one."
    )
    return [NotRun("R203", reason, partial=True, english=english)]


def strangers(session: Session, rules: Iterable[Checked]) -> list[NotRun]:
    """Say where the previous table holds none of today's people, so that nobody was compared."""
    comparing = _joining(session, rules, "previous")
    same = "graduates as g join previous as p on p.graduate_id = g.graduate_id"
    if not comparing or session.number(f"select count(*) from (select 1 from {same} limit 1)"):
        return []
    reason = "部分运行：上一期与本期没有一个相同的人，未与上一期比对。"
    english = "Run in part: nobody of the previous table is in this one, so none were compared."
    return [NotRun(rule.rule.code, reason, partial=True, english=english) for rule in comparing]


def unstated(session: Session, rules: Iterable[Checked]) -> list[NotRun]:
    """Say how many employers of graduates the list leaves blank in a column a rule judges by."""
    said = []
    for rule in (each for each in rules if "employments" in each.views):
        hard = rule.needs - rule.optional - rule.by_view
        for name in sorted(column for table, column in hard if table == "employers"):
            if blank := _blank_employers(session, name) if name in JUDGED_BY else 0:
                title = field_title(name, "employers")
                reason = f"部分运行：单位名单里有 {blank} 家毕业生的单位没填“{title}”，未核。"
                english = (
                    f"Run in part: the list gives no {name} for {blank} employers of graduates; "
                    "they were not judged."
                )
                said.append(NotRun(rule.rule.code, reason, partial=True, english=english))
    return said


def _blank_employers(session: Session, column: str) -> int:
    if not session.dataset.tables["employers"].column(column).null_count:
        return 0
    return session.number(
        f"select count(distinct e.uscc) from employers as e where e.{column} is null "
        "and e.uscc in (select employer_uscc from employments) and not exists "
        f"(select 1 from employers as o where o.uscc = e.uscc and o.{column} is not null)"
    )


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


def untold_by_the_nation(session: Session, rules: Iterable[Checked]) -> list[NotRun]:
    """Say which figures a given table of national figures does not hold for the nation by now."""
    moment = session.dataset.moment
    wanted = {("national", "figure"), ("unconventional", "figure")}
    comparing = [rule.rule.code for rule in rules if wanted <= rule.needs]
    if not comparing or moment is None or "national" not in session.dataset.tables:
        return []
    rows = session.execute(
        "select distinct title, figure from unconventional as f where not exists (select 1 from "
        "nation as n where (n.figure = f.figure or n.figure = f.also) "
        f"and (n.told_on is null or n.told_on <= date '{moment:%Y-%m-%d}')) order by figure"
    ).fetchall()
    if not rows:
        return []
    titles, figures = "、".join(row[0] for row in rows), ", ".join(row[1] for row in rows)
    reason = f"部分运行：参考值里没有截至本期的全国 {titles}，未与全国比较。"
    english = f"Run in part: the nation's {figures} by now is not given, so it was not compared."
    return [NotRun(code, reason, partial=True, english=english) for code in comparing]


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
    if vague := undecided(session.dataset):
        partial.append(lacking("inconsistency_rate", vague, partial=True))
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
                f"{signal_title(n)}所依据的规则或表不完整，可能不准",
                f"rules or tables behind the {signal_title(n, 'en')} are incomplete",
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
