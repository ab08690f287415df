"""What a report says, whatever its format: filled once by the command line, read by all four."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from quxiang.engine.figureform import FigureRule
from quxiang.engine.results import Figure, Findings, NotRun
from quxiang.engine.ruleform import Rule
from quxiang.problems import Problem


@dataclass(frozen=True, slots=True)
class Scheme:
    """A destination scheme figures were counted under: ``2024``, and the digest of its data."""

    scheme: str
    digest: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting a figure depends on. ``confidence``: high, medium, low, or empty if certain."""

    name: str
    label: str
    value: str
    basis: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """How one column of an input was understood; ``field`` is empty for a column left aside.

    ``how`` is exact, alias, pinyin, similar, mapping, value or unused.
    """

    header: str
    field: str
    title: str
    how: str


@dataclass(frozen=True, slots=True)
class Input:
    """One file that was read. ``path`` only makes the workbook's links and is never printed."""

    file: str
    table: str
    table_title: str
    rows: int
    sha256: str
    sheet: str = ""
    header_row: int | None = None
    layout: str = ""
    encoding: str = ""
    columns: tuple[ColumnUse, ...] = ()
    path: str = ""


@dataclass(frozen=True)
class Document:
    """A report before it has a format.

    ``command`` is ``check`` or ``figures``; ``program`` is name and version; ``lang`` is ``zh`` or
    ``en``. ``rules`` holds every rule of the run by code, those that did not run included;
    ``figure_rules`` every figure's definition. The first of ``standards`` is the one rules ran
    under.
    """

    command: str
    program: str
    school: str
    cohort: str
    standards: tuple[Scheme, ...]
    settings_digest: str
    scope: str
    moment: datetime | None
    moment_basis: str
    counted: int
    lang: str = "zh"
    settings: tuple[Setting, ...] = ()
    inputs: tuple[Input, ...] = ()
    problems: tuple[Problem, ...] = ()
    figures: tuple[Figure, ...] = ()
    findings: tuple[Findings, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    not_counted: Mapping[str, int] = field(default_factory=dict)
    left_out: int = 0
    rules: Mapping[str, Rule] = field(default_factory=dict)
    figure_rules: tuple[FigureRule, ...] = ()

    def definition(self, code: str, standard: str) -> FigureRule | None:
        """Return what a figure is under a scheme."""
        for rule in self.figure_rules:
            if rule.code == code and (not rule.standards or standard in rule.standards):
                return rule
        return None

    @property
    def definitions(self) -> list[tuple[str, FigureRule]]:
        """Return the definition of every figure shown, with its scheme."""
        shown = dict.fromkeys((each.standard, each.code) for each in self.figures)
        found = ((scheme, self.definition(code, scheme)) for scheme, code in shown)
        return [(scheme, rule) for scheme, rule in found if rule is not None]

    def figure_title(self, figure: Figure) -> str:
        """Return a figure's name in the report's language."""
        rule = self.definition(figure.code, figure.standard)
        return rule.text("title", self.lang) if rule else figure.title

    def title_of(self, code: str) -> str:
        """Return the title of a rule or figure by its code, or nothing."""
        if code in self.rules:
            return self.rules[code].text("title", self.lang)
        figure = next((each for each in self.figure_rules if each.code == code), None)
        return "" if figure is None else figure.text("title", self.lang)

    @property
    def found(self) -> tuple[Findings, ...]:
        """The rules that found something, gravest first, then by code."""
        order = {"error": 0, "suspect": 1, "notice": 2}
        some = (each for each in self.findings if len(each))
        return tuple(sorted(some, key=lambda each: (order[each.rule.severity], each.rule.code)))

    @property
    def clean(self) -> tuple[Rule, ...]:
        """The rules that ran, at least in part, and found nothing."""
        rules = (each.rule for each in self.findings if not len(each))
        return tuple(sorted(rules, key=lambda rule: rule.code))
