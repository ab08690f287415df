"""Say an explanation: as text for a person, as JSON for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

import pyarrow as pa
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from quxiang.cli.console import console
from quxiang.cli.described import scope
from quxiang.cli.inputs import Loaded
from quxiang.cli.phrases import word
from quxiang.engine.division import code_table, group_name
from quxiang.engine.explain import Because, Explanation
from quxiang.engine.figureform import FigureRule
from quxiang.engine.reference import STATE_NAMES
from quxiang.engine.titles import field_title
from quxiang.problems import Problem, UnusableError
from quxiang.reports.labels import words
from quxiang.standards import levels


def group_values(where: Mapping[str, str], loaded: Loaded) -> dict[str, str]:
    """Return the group as stored: names of coded dimensions become codes."""
    group = {}
    for name, value in where.items():
        if not loaded.dataset.has("graduates", name):
            raise UnusableError(
                Problem(
                    "no_such_column",
                    f"表里没有“{field_title(name)}”这一列，不能按它解释。",
                    "请去掉这个选项。",
                )
            )
        group[name] = _code(name, value, loaded)
        _refuse_absent(name, value, group[name], loaded)
    return group


def _refuse_absent(name: str, value: str, code: str, loaded: Loaded) -> None:
    stored = loaded.dataset.tables["graduates"].column(name).unique().to_pylist()
    if code in stored:
        return
    there = "、".join(group_name(loaded.standard, name, str(each)) for each in stored[:20] if each)
    message = f"表里没有“{value}”这一组。"
    raise UnusableError(Problem("no_such_group", message, f"现有：{there or '无'}。"))


def _code(name: str, value: str, loaded: Loaded) -> str:
    if name == "level":
        named = {levels.name(level): level for level in levels.LEVELS}
        found = loaded.standard.tables["education_level"].find(value).code
        return named.get(value) or (levels.split(found)[0] if found else value)
    stored = set(loaded.dataset.tables["graduates"].column(name).unique().to_pylist())
    if value in stored:
        return value
    names = {group_name(loaded.standard, name, str(code)): str(code) for code in stored if code}
    table = code_table(loaded.standard, name)
    found = table.find(value).code if table is not None else None
    return names.get(value) or (found if found in stored else None) or value


def _rate(explanation: Explanation, lang: str) -> str:
    figure = explanation.figure
    unit = "%" if figure.per == 100 else "‰"
    return f"{figure.text} {unit}" if figure.text is not None else word("no_rate", lang)


def say_figure(explanation: Explanation, loaded: Loaded, kind: str, most: int | None) -> None:
    """Print formula, scope, counts and the two lists."""
    if kind == "json":
        _say_json(_figure_json(explanation, loaded))
        return
    lang = loaded.chosen.lang
    figure, rule = explanation.figure, explanation.rule
    screen = console()
    group = "、".join(figure.group_names.values()) or word("everyone", lang)
    facts = {"code": figure.code, "scheme": figure.standard, "group": group}
    screen.print(
        escape(word("headed", lang, title=rule.text("title", lang), **facts)), style="bold"
    )
    counts = f"{figure.numerator:,}/{figure.denominator:,}"
    screen.print(escape(f"{_rate(explanation, lang)} · {counts}"))
    for line in _basis(rule, loaded):
        screen.print(escape(line))
    names = ("complaints", "in_denominator") if figure.per == 1000 else ("in_numerator", "in_rest")
    for name, people in zip(names, (explanation.members, explanation.others), strict=True):
        screen.print("\n" + word(name, lang, n=f"{people.num_rows:,}"), style="bold")
        _say_people(screen, people, loaded, most)


def _basis(rule: FigureRule, loaded: Loaded) -> list[str]:
    lang, moment = loaded.chosen.lang, loaded.dataset.moment
    said = word(loaded.moment_basis, lang)
    confidence = words(lang)(rule.confidence)
    facts = {"clause": rule.clause, "basis": rule.text("basis", lang), "confidence": confidence}
    digests = {"settings": loaded.settings.digest[:16], "tables": loaded.standard.digest[:16]}
    until = f"{moment:%Y-%m-%d %H:%M}" if moment else ""
    return [
        word("formula", lang, said=rule.text("formula", lang)),
        word("meaning", lang, said=rule.text("sentence", lang)),
        word("basis", lang, **facts),
        word("range", lang, said=scope(loaded.settings, lang)),
        word("until", lang, moment=until, said=said) if moment else word("until_unknown", lang),
        word("digests", lang, **digests),
    ]


def _say_people(screen: Console, people: pa.Table, loaded: Loaded, most: int | None) -> None:
    lang = loaded.chosen.lang
    rows = people.to_pylist() if most is None else people.slice(0, most).to_pylist()
    if not rows:
        return
    table = Table(*word("columns", lang).split("|"), box=None, pad_edge=False)
    for row in rows:
        place = f"{row['source_sheet'] or row['source_file']}·{row['source_row']}"
        cells = (row["exam_no"], row["student_no"], row["name"], row["college"])
        what = _destination(row["code"], loaded) if row["graduate_id"] else ""
        table.add_row(
            escape(place), *(escape(str(cell or "")) for cell in cells),
            escape(what), escape(_state(row["state"], lang)),
        )  # fmt: skip
    screen.print(table)
    if people.num_rows > len(rows):
        screen.print(word("more_people", lang, n=f"{people.num_rows - len(rows):,}"))


def _state(state: str | None, lang: str) -> str:
    return (state or "") if lang == "en" else STATE_NAMES.get(state or "", "")


def _destination(code: str | None, loaded: Loaded) -> str:
    lang = loaded.chosen.lang
    if code is None:
        return word("unregistered", lang)
    match = loaded.standard.tables["destination"].find(code)
    row = loaded.standard.destinations.get(match.code or "")
    return f"{code} {row.name}" if row is not None else f"{code} {word('not_in_scheme', lang)}"


def _figure_json(explanation: Explanation, loaded: Loaded) -> dict[str, object]:
    figure = explanation.figure
    return {
        "schema": 1,
        "figure": figure.code,
        "title": explanation.rule.text("title", loaded.chosen.lang),
        "standard": figure.standard,
        "settings": loaded.settings.digest,
        "moment": loaded.dataset.moment.isoformat() if loaded.dataset.moment else None,
        "formula": explanation.rule.text("formula", loaded.chosen.lang),
        "group": dict(figure.group),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "rate": figure.text,
        "members": _people_json(explanation.members),
        "others": _people_json(explanation.others),
    }


def _people_json(people: pa.Table) -> list[dict[str, object]]:
    names = ("graduate_id", "exam_no", "student_no", "name", "college", "code")
    return [
        {
            **{name: row[name] for name in names},
            "file": row["source_file"], "sheet": row["source_sheet"], "row": row["source_row"],
        }
        for row in people.to_pylist()
    ]  # fmt: skip


def say_person(reasons: Sequence[Because], loaded: Loaded, rule: FigureRule, kind: str) -> None:
    """Print why each row of one person counts or does not."""
    if kind == "json":
        _say_json(
            {"schema": 1, "figure": rule.code, "standard": loaded.standard.scheme,
             "reasons": [_reason_json(each) for each in reasons]}
        )  # fmt: skip
        return
    lang, screen = loaded.chosen.lang, console()
    facts = {"code": rule.code, "scheme": loaded.standard.scheme}
    title = word("headed_short", lang, title=rule.text("title", lang), **facts)
    screen.print(escape(title), style="bold")
    for each in reasons:
        row = each.row
        place = row["source_sheet"] or row["source_file"]
        said = word("row_of", lang, who=row["name"] or "", place=place, row=row["source_row"])
        screen.print(escape(said + each.sentence))


def _reason_json(reason: Because) -> dict[str, object]:
    row = reason.row
    return {
        "in_denominator": reason.counted, "in_numerator": reason.in_numerator,
        "sentence": reason.sentence,
        "row": {"file": row["source_file"], "sheet": row["source_sheet"], "row": row["source_row"]},
    }  # fmt: skip


def _say_json(value: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
