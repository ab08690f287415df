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
from quxiang.cli.inputs import Loaded
from quxiang.engine.division import group_name
from quxiang.engine.explain import Because, Explanation
from quxiang.engine.figureform import FigureRule
from quxiang.engine.reference import STATE_NAMES
from quxiang.problems import Problem, UnusableError
from quxiang.standards import levels


def group_values(where: Mapping[str, str], loaded: Loaded) -> dict[str, str]:
    """Return the group as stored: names of coded dimensions become codes."""
    group = {}
    for name, value in where.items():
        if not loaded.dataset.has("graduates", name):
            raise UnusableError(
                Problem(
                    "no_such_column", f"表里没有“{name}”这一列，不能按它解释。", "请去掉这个选项。"
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
    return names.get(value, value)


def _rate(explanation: Explanation) -> str:
    figure = explanation.figure
    unit = "%" if figure.per == 100 else "‰"
    return f"{figure.text} {unit}" if figure.text is not None else "无（分母为 0）"


def say_figure(explanation: Explanation, loaded: Loaded, kind: str, most: int | None) -> None:
    """Print formula, scope, counts and the two lists."""
    if kind == "json":
        _say_json(_figure_json(explanation, loaded))
        return
    figure, rule = explanation.figure, explanation.rule
    screen = console()
    names = "、".join(figure.group_names.values()) or "全部"
    screen.print(
        escape(f"{rule.title}（{figure.code}，{figure.standard} 方案，{names}）"), style="bold"
    )
    screen.print(escape(f"{_rate(explanation)} · {figure.numerator:,}/{figure.denominator:,}"))
    for line in _basis(rule, loaded):
        screen.print(escape(line))
    _say_people(screen, f"分子 {figure.numerator:,} 人", explanation.members, loaded, most)
    _say_people(
        screen, f"分母里其余 {explanation.others.num_rows:,} 人", explanation.others, loaded, most
    )


def _basis(rule: FigureRule, loaded: Loaded) -> list[str]:
    settings = loaded.settings
    moment = loaded.dataset.moment
    return [
        f"公式：{rule.formula}",
        f"含义：{rule.sentence}",
        f"依据：{rule.clause}；{rule.basis}（把握：{rule.confidence}）",
        f"范围：学籍状态为{'、'.join(settings.counted_statuses)}的全体毕业生",
        f"截至：{moment:%Y-%m-%d %H:%M}（{loaded.moment_basis}）" if moment else "截至：不详",
        f"设置：{settings.digest[:16]}  代码表：{loaded.standard.digest[:16]}",
    ]


def _say_people(
    screen: Console, title: str, people: pa.Table, loaded: Loaded, most: int | None
) -> None:
    rows = people.to_pylist() if most is None else people.slice(0, most).to_pylist()
    screen.print(f"\n{title}", style="bold")
    if not rows:
        return
    table = Table(
        "工作表·行", "考生号", "学号", "姓名", "学院", "去向", "状态", box=None, pad_edge=False
    )
    for row in rows:
        place = f"{row['source_sheet'] or row['source_file']}·{row['source_row']}"
        cells = (row["exam_no"], row["student_no"], row["name"], row["college"])
        table.add_row(
            escape(place), *(escape(str(cell or "")) for cell in cells),
            escape(_destination(row["code"], loaded)),
            escape(STATE_NAMES.get(row["state"] or "", "")),
        )  # fmt: skip
    screen.print(table)
    if people.num_rows > len(rows):
        screen.print(f"另有 {people.num_rows - len(rows):,} 人，用 --all 列出全部。")


def _destination(code: str | None, loaded: Loaded) -> str:
    if code is None:
        return "未登记"
    row = loaded.standard.destinations.get(code)
    return f"{code} {row.name}" if row is not None else f"{code} 方案里没有"


def _figure_json(explanation: Explanation, loaded: Loaded) -> dict[str, object]:
    figure = explanation.figure
    return {
        "schema": 1,
        "figure": figure.code,
        "title": figure.title,
        "standard": figure.standard,
        "settings": loaded.settings.digest,
        "moment": loaded.dataset.moment.isoformat() if loaded.dataset.moment else None,
        "formula": explanation.rule.formula,
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
    screen = console()
    screen.print(
        escape(f"{rule.title}（{rule.code}，{loaded.standard.scheme} 方案）"), style="bold"
    )
    for each in reasons:
        place = (
            f"{each.row['source_sheet'] or each.row['source_file']} 第 {each.row['source_row']} 行"
        )
        screen.print(escape(f"{each.row['name'] or ''}（{place}）{each.sentence}"))


def _reason_json(reason: Because) -> dict[str, object]:
    row = reason.row
    return {
        "in_denominator": reason.counted, "in_numerator": reason.in_numerator,
        "sentence": reason.sentence,
        "row": {"file": row["source_file"], "sheet": row["source_sheet"], "row": row["source_row"]},
    }  # fmt: skip


def _say_json(value: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
