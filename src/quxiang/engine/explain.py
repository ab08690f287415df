"""Explain a figure: who is in it and who is not, and why for one person.

The lists come from the same condition the figure is counted by, so they count to exactly it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.dataset import Dataset
from quxiang.engine.division import made
from quxiang.engine.figureform import FigureRule
from quxiang.engine.figures import membership
from quxiang.engine.reference import STATE_NAMES
from quxiang.engine.results import Figure
from quxiang.problems import Problem, UnusableError
from quxiang.standards import Settings, Standard

#: what a list shows of a person
PEOPLE = (
    "graduate_id", "exam_no", "student_no", "name", "college", "major_name", "level", "status",
    "state", "code", "category", "source_file", "source_sheet", "source_row",
)  # fmt: skip


@dataclass(frozen=True)
class Explanation:
    """A figure with the people behind it; ``members`` has as many rows as the numerator."""

    figure: Figure
    rule: FigureRule
    members: pa.Table
    others: pa.Table


@dataclass(frozen=True)
class Because:
    """Why one row counts in a figure or does not: a sentence, and the row's place."""

    counted: bool
    in_numerator: bool
    sentence: str
    row: Mapping[str, object]


def explain_figure(
    dataset: Dataset, standard: Standard, settings: Settings, rule: FigureRule,
    where: Mapping[str, str],
) -> Explanation:  # fmt: skip
    """Return a figure of one group (``where``: dimension → value) with everybody in it."""
    _refuse_unexplained(dataset)
    with Session(dataset, standard, settings) as session:
        return explained(session, rule, where)


def explained(session: Session, rule: FigureRule, where: Mapping[str, str]) -> Explanation:
    """Return the people behind a figure of one group, on a session that is open already."""
    group = " and ".join(
        f"coalesce(cast({name} as varchar), '') = '{value.replace(chr(39), chr(39) * 2)}'"
        for name, value in where.items()
    )
    condition = membership(rule, session.settings)
    chosen = f"select {', '.join(PEOPLE)} from counted where ({group or 'true'}) and "
    order = " order by source_sheet, source_row, graduate_id"
    members = session.arrow(f"{chosen} ({condition}){order}")
    others = session.arrow(f"{chosen} not ({condition}){order}")
    everyone = members.num_rows + others.num_rows
    figure = made(rule, session.standard, dict(where), members.num_rows, everyone)
    return Explanation(figure, rule, members, others)


def _refuse_unexplained(dataset: Dataset) -> None:
    if not dataset.has("graduates", "code"):
        raise UnusableError(
            Problem("no_destination", "输入里没有毕业去向这一列。", "请用 --column 指明去向列。")
        )


def explain_graduate(
    dataset: Dataset, standard: Standard, settings: Settings, rule: FigureRule, key: str,
    *, lang: str = "zh",
) -> list[Because]:  # fmt: skip
    """Return why each row of one person (考生号, 学号, internal key) is in or out of a figure."""
    _refuse_unexplained(dataset)
    with Session(dataset, standard, settings) as session:
        quoted = key.replace("'", "''")
        rows = session.arrow(
            "select g.*, c.member is not null as counted, c.in_force, c.member, "
            "d.name as destination from graduates as g left join "
            "(select graduate_id, source_sheet, source_row, in_force, "
            f"{membership(rule, settings)} as member from counted) as c "
            "on c.graduate_id = g.graduate_id "
            "and c.source_sheet is not distinct from g.source_sheet "
            "and c.source_row is not distinct from g.source_row "
            "left join destinations as d on d.code = g.code "
            f"where '{quoted}' in (g.graduate_id, g.exam_no, g.student_no) order by g.source_row"
        ).to_pylist()
    if not rows:
        raise UnusableError(
            Problem("no_such_graduate", f"输入里没有“{key}”这名毕业生。", "请用考生号或学号查找。")
        )
    return [_because(row, rule, settings, lang) for row in rows]


def _because(row: Mapping[str, object], rule: FigureRule, settings: Settings, lang: str) -> Because:
    counted = bool(row["counted"])
    member = counted and bool(row["member"])
    said = _sentence_en if lang == "en" else _sentence
    return Because(counted, member, said(row, rule, settings, counted, member), row)


def _sentence(
    row: Mapping[str, object], rule: FigureRule, settings: Settings, counted: bool, member: bool
) -> str:
    if not counted:
        why = row["status"] or ("肄业" if row["completion"] == "withdrawn" else "结业")
        return (
            f"不在分母里：学籍状态“{why}”不在统计范围（{'、'.join(settings.counted_statuses)}）。"
        )
    what = f"去向代码 {row['code']}（{row['destination'] or '方案里没有'}）"
    if row["code"] is None:
        what = "没有登记去向"
    elif not row["in_force"]:
        state = STATE_NAMES.get(str(row["state"]), str(row["state"]))
        start = STATE_NAMES[settings.counts_from]
        what = f"去向 {row['code']} 的登记状态是“{state}”，本届自“{start}”起计入，尚未生效"
    place = "在分子里" if member else "在分母里，不在分子里"
    return f"{place}：{what}；{rule.title}的分子是 {rule.formula.split('÷')[0].strip()}。"


def _sentence_en(
    row: Mapping[str, object], rule: FigureRule, settings: Settings, counted: bool, member: bool
) -> str:
    if not counted:
        why = row["status"] or ("肄业" if row["completion"] == "withdrawn" else "结业")
        scope = ", ".join(settings.counted_statuses)
        return f"not in the denominator: the registry status {why} is not in scope ({scope})."
    what = f"destination {row['code']} ({row['destination'] or 'not in the scheme'})"
    if row["code"] is None:
        what = "no destination registered"
    elif not row["in_force"]:
        what = (
            f"destination {row['code']} is {row['state']}; "
            f"it counts from {settings.counts_from} and is not yet in force"
        )
    place = "in the numerator" if member else "in the denominator, not in the numerator"
    members = rule.text("formula", "en").split("÷", maxsplit=1)[0].strip()
    return f"{place}: {what}; the numerator of the {rule.text('title', 'en')} is {members}."
