"""The report as one HTML file that asks nothing of the network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import pyarrow.compute as pc
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from quxiang.engine.results import Figure, Finding, Findings
from quxiang.problems import Problem
from quxiang.reports import assets, charts, facts, figuretables, problemlist, wording
from quxiang.reports.document import Document
from quxiang.reports.figuretables import GroupTable, Overview
from quxiang.reports.labels import dimension, words

TEMPLATES = Path(__file__).parent / "templates"
_TIED = re.compile(r"(?<=\d) (?=%)|(?<=第) (?=\d)|(?<=\d) (?=行$)")
_OPTION = re.compile(r"--[a-z]+(?:-[a-z]+)*")
#: findings of a rule shown at once, shown on demand, problems shown
OPEN, SHOWN, PROBLEMS = 20, 200, 200


def as_html(document: Document) -> str:
    """Return the page; raise :class:`UnusableError` where the chart library is not installed."""
    tables = figuretables.group_tables(document)
    data = charts.chart_data(document, tables)
    style = assets.asset(assets.STYLE)
    scripts = [assets.asset(name) for name in _scripts(bool(data))]
    view = View(document)
    return _environment().get_template("report.html").render(
        d=document, view=view, word=words(document.lang), tables=tables,
        overviews=figuretables.overviews(document), chart_data=charts.as_script_data(data),
        style=Markup(style), scripts=[Markup(each) for each in scripts],  # noqa: S704 - ours
        policy=assets.policy(style, scripts), heads=wording.heads,
    )  # fmt: skip


def _scripts(any_chart: bool) -> tuple[str, ...]:
    return (assets.ECHARTS, assets.SCRIPT) if any_chart else (assets.SCRIPT,)


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=_visible,
    )  # fmt: skip
    environment.filters["said"] = said
    return environment


def _visible(value: object) -> object:
    """Take control characters and direction marks out of every text of the user's."""
    return wording.clean(value) if type(value) is str else value


def said(text: str) -> Markup:
    """Keep a number and its per cent sign, 第 and its row, the name of an option on one line."""
    text = str(escape(_TIED.sub("\N{NO-BREAK SPACE}", wording.clean(text))))
    return Markup(_OPTION.sub(r'<span class="option">\g<0></span>', text))  # noqa: S704 - escaped


class View:
    """What the templates ask of a document beyond its fields."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lang = document.lang
        self.problems = problemlist.entries(document.problems)
        self.problems_shown = PROBLEMS
        self.word = words(document.lang)
        self.title = facts.title(document)
        self.facts = facts.facts(document)
        self.severities = facts.by_severity(document)
        self.sentence = facts.headline_sentence(document)
        self.not_run_sentence = facts.not_run_sentence(document)

    def rate(self, figure: Figure) -> str:
        return wording.rate_text(figure, self.word)

    def heads_of(self, figure: Figure) -> str:
        return wording.heads_text(figure)

    def figure_title(self, figure: Figure) -> str:
        return self.document.figure_title(figure)

    def uncertain(self, figure: Figure) -> bool:
        rule = self.document.definition(figure.code, figure.standard)
        return rule is not None and rule.confidence == "low"

    def both_readings(self, overview: Overview) -> bool:
        return sum(each.code.startswith("flexible_rate_") for each in overview.apart) > 1

    def segments(self, overview: Overview) -> list[tuple[Figure, str, str]]:
        """Return each class with where its segment of the strip begins and how wide it is."""
        made, begun = [], 0
        for figure in overview.classes:
            if figure.numerator:
                share = 100 * figure.numerator / overview.people
                made.append((figure, f"{100 * begun / overview.people:.3f}%", f"{share:.3f}%"))
            begun += figure.numerator
        return made

    def by_name(self, table: GroupTable) -> str:
        return self.word("by_and").join(dimension(name, self.lang) for name in table.by)

    def dimension_title(self, table: GroupTable) -> str:
        return self.word("by").format(name=self.by_name(table))

    def chart_id(self, table: GroupTable) -> str | None:
        return charts.chart_id(table) if charts.charted(table) else None

    def charted_lines(self, table: GroupTable) -> int:
        return len(charts.drawn(table))

    def chart_classes(self, table: GroupTable) -> list[Figure]:
        return [each for each in table.columns if charts.is_class(self.document, each)]

    def sorted_lines(self, table: GroupTable) -> list[figuretables.Line]:
        return figuretables.by_rate(table.lines)

    def shown(self, group: Findings) -> tuple[list[Finding], list[Finding]]:
        """Return the findings at once in sight and those on demand."""
        findings = group.render(SHOWN)
        return findings[:OPEN], findings[OPEN:]

    def to_check(self, group: Findings) -> int:
        """Return how many findings of a rule a person has to judge."""
        return int(pc.sum(pc.equal(group.table.column("verdict"), "to_check")).as_py() or 0)

    def places(self, finding: Finding) -> list[tuple[str, str]]:
        """Return (file · sheet, rows) of a finding, a line a sheet."""
        return [
            (" · ".join(part for part in (file, sheet) if part), wording.rows_text(rows, self.word))
            for file, sheet, rows in wording.by_sheet(finding.rows)
        ]

    def one_sheet(self, findings: Sequence[Finding]) -> str:
        """Return ``file · sheet`` where every row of these findings lies in one, else nothing."""
        sheets = [key for key, _ in groupby(f for each in findings for f, _ in self.places(each))]
        return sheets[0] if len(set(sheets)) == 1 else ""

    @property
    def problem_sheet(self) -> str:
        """Return ``file · sheet`` where every problem lies in one, else nothing."""
        sheets = {self.sheet_of(each) for each in self.document.problems}
        return sheets.pop() if len(sheets) == 1 else ""

    def sheet_of(self, problem: Problem) -> str:
        return " · ".join(part for part in (problem.where.file, problem.where.sheet) if part)

    def not_run_title(self, each: object) -> str:
        return facts.partly(self.document, each)  # type: ignore[arg-type]
