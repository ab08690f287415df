"""Figures of a frozen state: counted once a grouping and kept, explained down to the people.

Both come from the frozen tables by the engine alone, so a figure printed in June is the same in
August, whatever was recorded since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from quxiang.engine.division import group_name, made
from quxiang.engine.explain import Explanation, explain_figure, explain_graduate
from quxiang.engine.figureform import FigureRule, shipped_figures
from quxiang.engine.results import Figure
from quxiang.engine.run import Plan, run
from quxiang.engine.suppression import counts_of, hidden_cells, vectors_of
from quxiang.problems import UnusableError
from quxiang.standards import Standard
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.season.basis import Frozen, Kept, opened, within_college
from quxiang.web.season.models import FigureSet, Present

#: what figures are grouped by on pages, and what that is called
GROUPINGS: Mapping[str, str] = {
    "college": "学院", "residence": "另属单位", "major_name": "专业", "level": "层次",
    "gender": "性别", "hardship": "困难类别", "teacher_student": "师范", "origin": "生源地",
}  # fmt: skip
#: of these, for who may see nobody: a major and a further affiliation lie within a college, and
#: what is hidden of one would follow from what is shown of the other
APART: Mapping[str, str] = {
    key: title for key, title in GROUPINGS.items() if key not in ("residence", "major_name")
}
#: what is kept of the whole by both schemes is kept under
BOTH = "schemes"
#: figures that count subjects of other tables are not explained by people in scope
MEMBERS = "members"

#: a figure as it is kept: code, scheme, group value (none for the whole), head counts
Row = tuple[str, str, str | None, int, int]


@dataclass(frozen=True)
class Counted:
    """The figures of a frozen state by one grouping: for the whole, and for each group by value."""

    by: str
    rules: Sequence[FigureRule]
    whole: Mapping[str, Figure]
    groups: Mapping[str, Mapping[str, Figure]]
    names: Mapping[str, str]


def counted(row: Kept, by: str, within: str = "") -> Counted:
    """Return the figures of a state by a grouping, within one college or of the school.

    They are counted the first time they are asked for.
    """
    found = next(iter(_sets_of(row, by, within)), None) or _count(row, by, within)
    return _read(by, found.rows, rules_of(opened(row)), opened(row).standard())


def counted_of(state: Frozen, by: str) -> Counted:
    """Return the figures of a state nobody keeps: those of somebody's own students."""
    return _read(by, _rows(state, by), rules_of(state), state.standard())


def _read(by: str, rows: Sequence[Row], rules: Sequence[FigureRule], standard: Standard) -> Counted:
    known = {rule.code: rule for rule in rules}
    whole: dict[str, Figure] = {}
    groups: dict[str, dict[str, Figure]] = {}
    for code, _, value, numerator, denominator in rows:
        if code not in known:
            continue
        group = {} if value is None else {by: value}
        figure = made(known[code], standard, group, numerator, denominator)
        (whole if value is None else groups.setdefault(value, {}))[figure.code] = figure
    names = {value: group_name(standard, by, value) for value in groups}
    ordered = dict(sorted(groups.items(), key=lambda each: names[each[0]]))
    return Counted(by, list(known.values()), whole, ordered, names)


def hidden_of(told: Counted, state: Frozen) -> Mapping[str | None, frozenset[str]]:
    """Return the figures of each row that are not for who may see nobody in them."""
    vectors = vectors_of(told.rules, state.standard(), state.settings)
    counts: dict[str | None, Mapping[str, int]] = {None: counts_of(told.whole.values())}
    counts |= {key: counts_of(figures.values()) for key, figures in told.groups.items()}
    return hidden_cells(counts, vectors)


def rules_of(state: Frozen) -> list[FigureRule]:
    """Return the figures of people that a state's scheme and settings have, in order."""
    scheme, settings = state.settings.scheme, state.settings
    return [
        rule
        for rule in shipped_figures()
        if rule.kind == MEMBERS and rule.applies(scheme, settings)
    ]


def _rows(state: Frozen, by: str, *others: str) -> list[Row]:
    """Count by the state's own scheme, and by ``others`` beside it."""
    figures = [rule for rule in shipped_figures() if rule.kind == MEMBERS]
    beside = tuple(state.standard(each) for each in others)
    plan = Plan((), {}, figures, by=(by,) if by else (), compared_with=beside)
    outcome = run(state.dataset, state.standard(), state.settings, plan)
    return [
        (each.code, each.standard, each.group.get(by), each.numerator, each.denominator)
        for each in outcome.figures
    ]


def in_both(row: Kept, other: str, within: str = "") -> dict[str, dict[str, Figure]]:
    """Return the figures of the whole by two schemes, by scheme and code; kept as others are."""
    state = opened(row)
    found = next(iter(_sets_of(row, BOTH, within)), None) or _count(row, BOTH, within, other)
    settings, told = state.settings, {}
    for scheme in (settings.scheme, other):
        standard = state.standard(scheme)
        rules = [each for each in shipped_figures() if each.kind == MEMBERS]
        known = {each.code: each for each in rules if each.applies(scheme, settings)}
        told[scheme] = {
            code: made(known[code], standard, {}, numerator, denominator)
            for code, of, _, numerator, denominator in found.rows
            if of == scheme and code in known
        }
    return told


def _sets_of(row: Kept, by: str, within: str) -> QuerySet[FigureSet]:
    of = Q(present=row) if isinstance(row, Present) else Q(snapshot=row)
    return FigureSet.objects.filter(of, by=by, within=within)


def _count(row: Kept, by: str, within: str, *others: str) -> FigureSet:
    grouped = "" if by == BOTH else by
    made_now = FigureSet(
        school_id=row.school_id, by=by, within=within, at=clock.now(),
        rows=_rows(within_college(opened(row), within), grouped, *others),
        **{"present" if isinstance(row, Present) else "snapshot": row},
    )  # fmt: skip
    try:
        with transaction.atomic():
            made_now.save(force_insert=True)
    except IntegrityError:  # somebody asked a moment ago, and counted the same
        return _sets_of(row, by, within).get()
    return made_now


def explained(state: Frozen, code: str, where: Mapping[str, str]) -> Explanation:
    """Return one figure of one group with everybody in it; they count to exactly the figure."""
    rule = next(each for each in rules_of(state) if each.code == code)
    try:
        return explain_figure(state.dataset, state.standard(), state.settings, rule, where)
    except UnusableError as error:
        raise InvalidError(error.problems) from error


def why_one(state: Frozen, code: str, key: str) -> list[str]:
    """Say why a graduate (考生号 or 学号) is in a figure or not: a sentence a row."""
    rule = next(each for each in rules_of(state) if each.code == code)
    try:
        found = explain_graduate(state.dataset, state.standard(), state.settings, rule, key)
    except UnusableError as error:
        raise InvalidError(error.problems) from error
    return [each.sentence for each in found]
