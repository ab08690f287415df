"""Figures of a snapshot: counted once a grouping and kept, explained down to the people.

Both come from the frozen tables by the engine alone, so a figure printed in June is the same in
August, whatever was recorded since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
from django.db import IntegrityError, transaction

from quxiang.engine import snapshots
from quxiang.engine.division import group_name, made
from quxiang.engine.explain import Explanation, explain_figure, explain_graduate
from quxiang.engine.figureform import FigureRule, shipped_figures
from quxiang.engine.results import Figure
from quxiang.engine.run import Plan, run
from quxiang.problems import UnusableError
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.roster.models import Cohort
from quxiang.web.season.models import FigureSet, Snapshot

#: what figures are grouped by on pages, and what that is called
GROUPINGS: Mapping[str, str] = {
    "college": "学院", "residence": "另属单位", "major_name": "专业", "level": "层次",
    "gender": "性别", "hardship": "困难类别", "teacher_student": "师范", "origin": "生源地",
}  # fmt: skip
#: snapshots kept open: their tables lie in memory
_OPEN = 2
#: figures that count subjects of other tables are not explained by people in scope
MEMBERS = "members"
#: snapshots a page chooses among
MOST = 200


@lru_cache(maxsize=_OPEN)
def _opened(path: str, sha256: str) -> snapshots.Snapshot:
    """Open a snapshot, its rows checked against its manifest, and keep it open."""
    from pathlib import Path  # noqa: PLC0415 - a key of the cache is text

    found = snapshots.open_snapshot(Path(path))
    if found.sha256 != sha256:
        raise InvalidError("这份快照的清单和登记的散列不一致，不能用来出数。请到快照页核验。")
    _ = found.dataset
    return found


def kept(cohort: Cohort) -> list[Snapshot]:
    """Return the snapshots of a cohort whose rows are still there, the newest first."""
    rows = Snapshot.objects.filter(cohort=cohort)[:MOST]
    return [row for row in rows if (row.path / "graduates.parquet").exists()]


def opened(row: Snapshot) -> snapshots.Snapshot:
    """Return a snapshot opened; raises :class:`InvalidError` where it is not what it was."""
    try:
        return _opened(str(row.path), row.sha256)
    except UnusableError as error:
        raise InvalidError(error.problems) from error


@dataclass(frozen=True)
class Counted:
    """The figures of a snapshot by one grouping: for the whole, and for each group by value."""

    by: str
    rules: Sequence[FigureRule]
    whole: Mapping[str, Figure]
    groups: Mapping[str, Mapping[str, Figure]]
    names: Mapping[str, str]


def counted(row: Snapshot, by: str) -> Counted:
    """Return the figures of a snapshot by a grouping, counted the first time they are asked for."""
    found = FigureSet.objects.filter(snapshot=row, by=by).first() or _count(row, by)
    frozen = opened(row)
    standard = frozen.standard()
    rules = {rule.code: rule for rule in rules_of(row)}
    whole: dict[str, Figure] = {}
    groups: dict[str, dict[str, Figure]] = {}
    for code, _, value, numerator, denominator in found.rows:
        if code not in rules:
            continue
        group = {} if value is None else {by: value}
        figure = made(rules[code], standard, group, numerator, denominator)
        (whole if value is None else groups.setdefault(value, {}))[code] = figure
    names = {value: group_name(standard, by, value) for value in groups}
    ordered = dict(sorted(groups.items(), key=lambda each: names[each[0]]))
    return Counted(by, list(rules.values()), whole, ordered, names)


def rules_of(row: Snapshot) -> list[FigureRule]:
    """Return the figures of people that a snapshot's scheme and settings have, in order."""
    frozen = opened(row)
    scheme, settings = frozen.settings.scheme, frozen.settings
    return [
        rule
        for rule in shipped_figures()
        if rule.kind == MEMBERS and rule.applies(scheme, settings)
    ]


def _count(row: Snapshot, by: str) -> FigureSet:
    frozen = opened(row)
    figures = [rule for rule in shipped_figures() if rule.kind == MEMBERS]
    plan = Plan((), {}, figures, by=(by,))
    outcome = run(frozen.dataset, frozen.standard(), frozen.settings, plan)
    rows = [
        [each.code, each.standard, each.group.get(by), each.numerator, each.denominator]
        for each in outcome.figures
    ]
    made_now = FigureSet(
        school_id=row.school_id, snapshot=row, by=by, rows=rows, at=clock.now()
    )  # fmt: skip
    try:
        with transaction.atomic():
            made_now.save(force_insert=True)
    except IntegrityError:  # somebody asked a moment ago, and counted the same
        return FigureSet.objects.get(snapshot=row, by=by)
    return made_now


def explained(row: Snapshot, code: str, where: Mapping[str, str]) -> Explanation:
    """Return one figure of one group with everybody in it; they count to exactly the figure."""
    frozen = opened(row)
    rule = next(each for each in rules_of(row) if each.code == code)
    try:
        return explain_figure(frozen.dataset, frozen.standard(), frozen.settings, rule, where)
    except UnusableError as error:
        raise InvalidError(error.problems) from error


def is_of(row: Snapshot, key: str, colleges: Collection[str]) -> bool:
    """Say whether a graduate (考生号 or 学号) is one of these colleges in a snapshot."""
    people = opened(row).dataset.tables["graduates"]
    named = pc.or_kleene(
        pc.equal(people["exam_no"].cast(pa.string()), key),
        pc.equal(people["student_no"].cast(pa.string()), key),
    )
    found = people.filter(named)["college"].to_pylist()
    return any(each in colleges for each in found)


def why_one(row: Snapshot, code: str, key: str) -> list[str]:
    """Say why a graduate (考生号 or 学号) is in a figure or not: a sentence a row."""
    frozen = opened(row)
    rule = next(each for each in rules_of(row) if each.code == code)
    try:
        found = explain_graduate(frozen.dataset, frozen.standard(), frozen.settings, rule, key)
    except UnusableError as error:
        raise InvalidError(error.problems) from error
    return [each.sentence for each in found]
