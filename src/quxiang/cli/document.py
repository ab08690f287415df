"""Fill the report's document from what was read and what the run gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from quxiang import __version__
from quxiang.cli.described import described, scope
from quxiang.cli.inputs import Loaded, sources_of
from quxiang.cli.phrases import word
from quxiang.engine.results import Figure, Findings, NotRun, Outcome
from quxiang.engine.ruleform import Rule
from quxiang.engine.run import Plan
from quxiang.exchange import Understood
from quxiang.exchange.assignment import title_of
from quxiang.exchange.faults import in_english
from quxiang.problems import Problem
from quxiang.reports.document import ColumnUse, Document, Input, Scheme
from quxiang.reports.labels import table_title, words


def document_of(command: str, loaded: Loaded, plan: Plan, outcome: Outcome) -> Document:
    """Return the document of one run; ``figures`` shows no findings."""
    graduates = loaded.dataset.tables["graduates"]
    standards = (loaded.standard, *loaded.compared)
    rules = {
        rule.code: replace(rule, params=plan.parameters[rule.code])
        for rule in (each.rule for each in plan.rules)
    }
    return Document(
        command=command,
        program=f"quxiang {__version__}",
        school="、".join(sorted(graduates.column("school").unique().to_pylist())),
        cohort="、".join(filter(None, sorted(graduates.column("cohort").unique().to_pylist()))),
        standards=tuple(Scheme(each.scheme, each.digest) for each in standards),
        settings_digest=loaded.settings.digest,
        scope=scope(loaded.settings, plan.lang),
        moment=outcome.moment,
        moment_basis=word(loaded.moment_basis, plan.lang),
        counted=outcome.counted,
        lang=plan.lang,
        settings=described(loaded.settings, standards, plan, plan.lang),
        inputs=_inputs(loaded, plan.lang),
        problems=_problems(loaded, plan.lang),
        figures=_figures(outcome, plan),
        findings=_findings(outcome, rules) if command == "check" else (),
        not_run=_not_run(command, outcome, plan),
        not_counted=outcome.not_counted,
        left_out=outcome.left_out,
        rules=rules,
        figure_rules=tuple(plan.figures),
    )


def _findings(outcome: Outcome, rules: Mapping[str, Rule]) -> tuple[Findings, ...]:
    return tuple(replace(each, rule=rules[each.rule.code]) for each in outcome.findings)


def _problems(loaded: Loaded, lang: str) -> tuple[Problem, ...]:
    problems = loaded.gathered.problems
    return tuple(map(in_english, problems)) if lang == "en" else problems


def _not_run(command: str, outcome: Outcome, plan: Plan) -> tuple[NotRun, ...]:
    """Return what did not run; rules only where findings are shown."""
    rules = set() if command == "check" else {each.rule.code for each in plan.rules}
    said = (each for each in outcome.not_run if each.rule not in rules)
    if plan.lang != "en":
        return tuple(said)
    return tuple(replace(each, reason=each.english or each.reason) for each in said)


def _figures(outcome: Outcome, plan: Plan) -> tuple[Figure, ...]:
    """Return the figures with their titles, and that of no group at all, in the report's words."""
    if plan.lang != "en":
        return outcome.figures
    empty = words(plan.lang)("no_value")
    titles = {rule.title: rule.text("title", plan.lang) for rule in plan.figures}
    return tuple(
        replace(each, title=titles[each.title], group_names=_names(each, empty))
        for each in outcome.figures
    )


def _names(figure: Figure, empty: str) -> dict[str, str]:
    return {
        name: text if figure.group[name] else empty for name, text in figure.group_names.items()
    }


def _inputs(loaded: Loaded, lang: str) -> tuple[Input, ...]:
    sources = sources_of(loaded.chosen)
    gathered = loaded.gathered
    return tuple(
        Input(
            file=file.name,
            table=table,
            table_title=table_title(table, lang),
            rows=file.rows,
            sha256=file.sha256,
            sheet=file.sheet,
            header_row=file.header_row or None,
            layout=file.layout,
            encoding=file.encoding,
            columns=tuple(_use(each, table) for each in gathered.columns[table]),
            path=str(sources[table].path.absolute()) if file.header_row else "",
        )
        for table, file in gathered.files.items()
    )


def _use(column: Understood, table: str) -> ColumnUse:
    title = title_of(table, column.field) if column.field else ""
    return ColumnUse(column.header, column.field or "", title, column.how)
