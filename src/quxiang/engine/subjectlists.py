"""Explain a figure counted over subjects: people with findings, people checked, complaints.

The lists come from the query the figure is counted by, so they count to exactly it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.engine.dataset import Dataset
from quxiang.engine.division import made
from quxiang.engine.explain import PEOPLE, Because, Explanation
from quxiang.engine.figureform import FigureRule
from quxiang.engine.readiness import lacking
from quxiang.engine.run import Plan, proved
from quxiang.engine.subjects import OWN_DIMENSIONS, SubjectCounts, dimension_sql
from quxiang.problems import Problem, UnusableError
from quxiang.standards import Settings, Standard

#: of a person who stands in several rows, one that is settled
_SETTLED_FIRST = "not coalesce(g.in_force and g.kind in ('employed', 'further_study'), false)"
_PLACE = ("source_file", "source_sheet", "source_row")


def explain_subjects(
    dataset: Dataset, standard: Standard, settings: Settings, rule: FigureRule,
    where: Mapping[str, str], *, plan: Plan,
) -> Explanation:  # fmt: skip
    """Return a figure of one group with its subjects, one row each, beside the person behind it.

    Where numerator and denominator are of one kind, ``others`` are those of the denominator that
    are not in the numerator; complaints are none of the graduates they are divided by.
    """
    _refuse_lacking(rule, dataset)
    with proved(dataset, standard, settings, plan) as counts:
        members = _subjects(counts, rule.numerator, where)
        below = _subjects(counts, rule.denominator, where)
    figure = made(rule, standard, dict(where), members.num_rows, below.num_rows)
    inside = pc.is_in(below.column("subject"), members.column("subject").combine_chunks())
    others = below.filter(pc.invert(inside))
    return Explanation(figure, rule, _placed(members), _placed(others))


def _refuse_lacking(rule: FigureRule, dataset: Dataset) -> None:
    needs = [(table, column) for table, _, column in (n.partition(".") for n in rule.needs)]
    absent = [need for need in needs if not dataset.has(*need)]
    if absent:
        reason = lacking(rule.code, absent, partial=False).reason
        message = f"“{rule.title}”算不出，{reason.partition('：')[2]}"
        raise UnusableError(Problem("not_counted", message, "请给出它，或换一个指标。"))


def _subjects(counts: SubjectCounts, sql: str, where: Mapping[str, str]) -> pa.Table:
    joined = not OWN_DIMENSIONS.issuperset(where)
    conditions = " and ".join(
        f"coalesce(cast({dimension_sql(name, joined=joined)} as varchar), '') = {_text(value)}"
        for name, value in where.items()
    )
    people = ", ".join(f"g.{name}" for name in PEOPLE if name not in ("graduate_id", "college"))
    return counts.session.arrow(
        f"select s.subject, s.graduate_id, coalesce(g.college, s.college) as college, {people} "
        f"from ({counts.query(sql)}) as s left join counted as g on g.graduate_id = s.graduate_id "
        f"where s.subject is not null and ({conditions or 'true'}) "
        "qualify row_number() over "
        f"(partition by s.subject order by {_SETTLED_FIRST}, g.source_sheet, g.source_row) = 1 "
        "order by g.source_sheet, g.source_row, s.subject"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _placed(subjects: pa.Table) -> pa.Table:
    """Return subjects with a place: that of the person, else the one the subject itself names."""
    rows = subjects.to_pylist()
    for row in rows:
        file, *rest = str(row["subject"]).split("|")
        if len(rest) == 2:
            row.update(dict(zip(_PLACE, (file, rest[0], int(rest[1])), strict=True)))
    return pa.Table.from_pylist(rows, subjects.schema)


def explain_subject(explanation: Explanation, key: str, lang: str) -> list[Because]:
    """Return whether a person (考生号, 学号, internal key) is among the subjects of a figure."""
    found = [
        Because(True, inside, _sentence(explanation.rule, lang, inside=inside), row)
        for inside, people in ((True, explanation.members), (False, explanation.others))
        for row in people.to_pylist()
        if key in (row["graduate_id"], row["exam_no"], row["student_no"])
    ]
    if not found:
        message = f"“{key}”既不在{explanation.rule.title}的分子里，也不在分母里，或输入里没有此人。"
        raise UnusableError(Problem("no_such_graduate", message, "请用考生号或学号查找。"))
    return found


def _sentence(rule: FigureRule, lang: str, *, inside: bool) -> str:
    title, members = rule.text("title", lang), rule.text("formula", lang).split("÷", maxsplit=1)[0]
    if lang == "en":
        place = "in the numerator" if inside else "in the denominator, not in the numerator"
        return f"{place}: the numerator of the {title} is {members.strip()}."
    place = "在分子里" if inside else "在分母里，不在分子里"
    return f"{place}：{title}的分子是 {members.strip()}。"
