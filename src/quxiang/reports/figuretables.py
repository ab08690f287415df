"""Figures put in the order a reader wants them: headline, classes, groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quxiang.engine.results import Figure
from quxiang.reports.document import Document
from quxiang.reports.wording import group_text

HEADLINE = "placement_rate"


@dataclass(frozen=True)
class Overview:
    """The whole school under one scheme.

    ``classes`` are exclusive: their numerators add up to ``people``. ``apart`` overlap them;
    ``signals`` are the Ministry's.
    """

    scheme: str
    headline: Figure | None
    classes: tuple[Figure, ...]
    apart: tuple[Figure, ...]
    signals: tuple[Figure, ...]

    @property
    def people(self) -> int:
        return max((figure.denominator for figure in self.classes), default=0)

    @property
    def complete(self) -> bool:
        """Whether the classes hold everyone, exactly."""
        return sum(figure.numerator for figure in self.classes) == self.people


@dataclass(frozen=True)
class Line:
    """One group: its name and its figures by code."""

    key: tuple[str, ...]
    name: str
    figures: dict[str, Figure]

    @property
    def people(self) -> int:
        return max((each.denominator for each in self.figures.values()), default=0)


@dataclass(frozen=True)
class GroupTable:
    """All groups of one grouping under one scheme; ``columns`` are figures not 0 everywhere."""

    scheme: str
    by: tuple[str, ...]
    lines: tuple[Line, ...]
    columns: tuple[Figure, ...]
    zero: tuple[Figure, ...]
    whole: dict[str, Figure]


def overviews(document: Document) -> list[Overview]:
    """Return one overview a scheme, those without any figure left out."""
    made = (_overview(document, each.scheme) for each in document.standards)
    return [each for each in made if each.headline or each.classes or each.signals or each.apart]


def _overview(document: Document, scheme: str) -> Overview:
    figures = _whole(document, scheme)
    return Overview(
        scheme=scheme,
        headline=next((each for each in figures if each.code == HEADLINE), None),
        classes=tuple(each for each in figures if _kind(document, each) == "class"),
        apart=tuple(each for each in figures if _kind(document, each) == "apart"),
        signals=tuple(each for each in figures if _kind(document, each) == "signal"),
    )


def _kind(document: Document, figure: Figure) -> str:
    rule = document.definition(figure.code, figure.standard)
    if figure.code == HEADLINE:
        return "headline"
    if rule is not None and rule.exclusive:
        return "class"
    return "signal" if rule is not None and rule.kind == "subjects" else "apart"


def _whole(document: Document, scheme: str) -> list[Figure]:
    return [each for each in document.figures if each.standard == scheme and not each.group]


def whole_figures(document: Document) -> list[tuple[Figure, ...]]:
    """Return the whole school's figures, one tuple a code, one figure a scheme that has it."""
    by_code: dict[str, list[Figure]] = {}
    for each in document.figures:
        if not each.group:
            by_code.setdefault(each.code, []).append(each)
    return [tuple(figures) for figures in by_code.values()]


def group_tables(document: Document) -> list[GroupTable]:
    """Return a table for every grouping and scheme, in the order the figures came."""
    keys = dict.fromkeys(
        (tuple(each.group), each.standard) for each in document.figures if each.group
    )
    return [_group_table(document, by, scheme) for by, scheme in keys]


def _group_table(document: Document, by: tuple[str, ...], scheme: str) -> GroupTable:
    mine = [f for f in document.figures if f.standard == scheme and tuple(f.group) == by]
    columns = {figure.code: figure for figure in mine}
    used = {figure.code for figure in mine if figure.numerator}
    return GroupTable(
        scheme=scheme,
        by=by,
        lines=tuple(_lines(mine)),
        columns=tuple(f for f in columns.values() if f.code in used or f.code == HEADLINE),
        zero=tuple(f for f in columns.values() if f.code not in used and f.code != HEADLINE),
        whole={figure.code: figure for figure in _whole(document, scheme)},
    )


def _lines(figures: Iterable[Figure]) -> list[Line]:
    lines: dict[tuple[str, ...], Line] = {}
    for figure in figures:
        key = tuple(figure.group.values())
        line = lines.setdefault(key, Line(key, group_text(figure), {}))
        line.figures[figure.code] = figure
    return list(lines.values())


def by_rate(lines: Sequence[Line], code: str = HEADLINE) -> list[Line]:
    """Return groups with the highest rate first, compared by heads; groups of nobody last."""

    def place(line: Line) -> tuple[bool, Fraction, str]:
        figure = line.figures.get(code)
        if figure is None or figure.denominator == 0:
            return (True, Fraction(0), line.name)
        return (False, -Fraction(figure.numerator, figure.denominator), line.name)

    return sorted(lines, key=place)
