"""Read, run and report: what ``check`` and ``figures`` share once their options are known."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from quxiang.cli.document import document_of
from quxiang.cli.inputs import Loaded, read_inputs, refuse_unwritable
from quxiang.cli.options import Chosen, chosen
from quxiang.cli.progress import Steps
from quxiang.engine.catalogue import school_rules, shipped_rules, with_parameters
from quxiang.engine.checked import Checked, checked, checked_shipped
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.figures import checked_grouping
from quxiang.engine.ownchecking import try_examples
from quxiang.engine.run import Plan, run
from quxiang.reports import as_html, as_json, as_text, as_xlsx
from quxiang.reports.document import Document

#: what a report groups by when nobody says
USUAL_GROUP = ("college",)


def report(name: str, kind: str, output: Path | None, given: dict[str, Any]) -> Document:
    """Do the work of a command; raise :class:`UnusableError` where nothing usable was given."""
    asked = chosen(**given)
    grouping = checked_grouping(asked.by)
    if kind in ("html", "xlsx"):
        refuse_unwritable(target(kind, output, Path(asked.file)))
    with Steps(4) as steps:
        with steps.step("读入文件"):
            loaded = read_inputs(asked)
        with steps.step("检查规则"):
            plan = plan_of(loaded, asked, grouping or _usual(loaded, kind))
        with steps.step("统计与核对"):
            outcome = run(loaded.dataset, loaded.standard, loaded.settings, plan)
        with steps.step("写出报告"):
            return document_of(name, loaded, plan, outcome)


def _usual(loaded: Loaded, kind: str) -> tuple[str, ...]:
    """Group as usual; JSON holds only what was asked for."""
    return () if kind == "json" else usual_group(loaded)


def usual_group(loaded: Loaded) -> tuple[str, ...]:
    """Return the groups of a report nobody asked groups of: colleges, where there are any."""
    return tuple(name for name in USUAL_GROUP if loaded.dataset.has("graduates", name))


def _rules(folder: Path | None) -> tuple[Checked, ...]:
    """Return the shipped rules and a school's own, all fit to run."""
    if folder is None:
        return checked_shipped()
    own = checked(school_rules(folder, shipped_rules()))
    try_examples([each.rule for each in own])
    return (*checked_shipped(), *own)


def plan_of(loaded: Loaded, asked: Chosen, by: tuple[str, ...]) -> Plan:
    """Return what to run: rules with the parameters of settings and ``--set``, every figure."""
    settings = {code: dict(values) for code, values in loaded.settings.overrides.items()}
    for code, values in asked.changes.items():
        settings.setdefault(code, {}).update(values)
    rules = _rules(asked.rules_dir)
    return Plan(
        rules=rules,
        parameters=with_parameters([each.rule for each in rules], settings),
        figures=shipped_figures(),
        by=by,
        lang=asked.lang,
        compared_with=loaded.compared,
    )


def target(kind: str, output: Path | None, file: Path) -> Path:
    """Return where a report goes: ``--output``, else ``./<name>-report.<ext>``."""
    return output or Path(f"{file.stem}-report.{kind}")


def write(document: Document, kind: str, output: Path | None, file: Path) -> None:
    """Write the report in its format; a file's name is printed."""
    if kind == "json":
        sys.stdout.write(as_json(document) + "\n")
        return
    if kind == "text":
        sys.stdout.write(as_text(document))
        return
    path = target(kind, output, file)
    if kind == "html":
        path.write_text(as_html(document), encoding="utf-8")
    else:
        as_xlsx(document, path)
    click.echo(str(path))
