"""``quxiang explain``: the people behind a figure, and why one person counts or does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from quxiang.cli.chinese import Command, refusing
from quxiang.cli.options import Chosen, chosen, shared
from quxiang.engine.figureform import DIMENSIONS, FigureRule, shipped_figures
from quxiang.problems import Problem, UnusableError

if TYPE_CHECKING:
    from quxiang.cli.inputs import Loaded
    from quxiang.engine.explain import Because, Explanation

EPILOG = """
quxiang explain 毕业生.xlsx --figure placement_rate
quxiang explain 毕业生.xlsx --figure employer_rate --college 农学院
quxiang explain 毕业生.xlsx --figure placement_rate --graduate 24104660000001
"""
MOST = 50


def _group_options(function: Any) -> Any:
    for name in reversed(DIMENSIONS):
        if name != "school":
            flag = f"--{name.replace('_', '-')}"
            function = click.option(
                flag, f"where_{name}", metavar="值", hidden=name not in _SHOWN,
                help=f"只看这一组：{_SHOWN.get(name, '')}。",
            )(function)  # fmt: skip
    return function


_SHOWN = {
    "college": "学院", "major_code": "专业代码", "major_name": "专业", "level": "学历层次",
    "gender": "性别",
}  # fmt: skip


@click.command(
    cls=Command,
    help="解释一个指标：公式、范围、分子与分母的名单；或某一人为何计入、为何不计入。",
    epilog=EPILOG,
)
@shared
@click.option(
    "--figure",
    required=True,
    metavar="指标",
    help="指标的代码或名称，如 placement_rate、毕业去向落实率。",
)
@click.option("--graduate", metavar="考生号或学号", help="只看这一人。")
@_group_options
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json"]),
    default="text",
    help="输出形式，默认 text。",
)
@click.option("--all", "everyone", is_flag=True, help=f"名单全部列出（默认前 {MOST} 人）。")
def command(figure: str, graduate: str | None, kind: str, everyone: bool, **given: Any) -> None:
    where = {
        name.removeprefix("where_"): given.pop(name)
        for name in list(given)
        if name.startswith("where_")
    }
    with refusing(given["lang"]):
        asked = chosen(**given)
        wanted = {name: value for name, value in where.items() if value is not None}
        _explain(
            asked, figure=figure, graduate=graduate, where=wanted, kind=kind,
            most=None if everyone else MOST,
        )  # fmt: skip


def _explain(
    asked: Chosen, *, figure: str, graduate: str | None, where: dict[str, str], kind: str,
    most: int | None,
) -> None:  # fmt: skip
    from quxiang.cli import explaining
    from quxiang.cli.inputs import read_inputs
    from quxiang.cli.progress import Steps

    find_figure(figure, None, None)
    with Steps(2) as steps:
        with steps.step("读入文件"):
            loaded = read_inputs(asked)
        rule = find_figure(figure, loaded.standard.scheme, loaded.settings)
        group = {} if graduate else explaining.group_values(where, loaded)
        with steps.step("统计"):
            made, reasons = _explained(loaded, rule, group, graduate)
    if made is not None:
        explaining.say_figure(made, loaded, kind, most)
    else:
        explaining.say_person(reasons, loaded, rule, kind)


def _explained(
    loaded: Loaded, rule: FigureRule, group: Mapping[str, str], graduate: str | None
) -> tuple[Explanation | None, list[Because]]:
    """Return the people behind a figure, or why one person counts in it or does not."""
    from quxiang.cli.reporting import plan_of
    from quxiang.engine.explain import explain_figure, explain_graduate
    from quxiang.engine.subjectlists import explain_subject, explain_subjects

    lang = loaded.chosen.lang
    basis = (loaded.dataset, loaded.standard, loaded.settings, rule)
    if rule.kind != "members":
        made = explain_subjects(*basis, group, plan=plan_of(loaded, loaded.chosen, ()))
        return (made, []) if graduate is None else (None, explain_subject(made, graduate, lang))
    if graduate is None:
        return explain_figure(*basis, group), []
    return None, explain_graduate(*basis, graduate, lang=lang)


def find_figure(code: str, scheme: str | None, settings: Any) -> FigureRule:
    """Return the figure of a code under a scheme; without one, only make sure there is any."""
    for rule in shipped_figures():
        if code in (rule.code, rule.title) and (scheme is None or rule.applies(scheme, settings)):
            return rule
    known = {
        rule.code: rule.title
        for rule in shipped_figures()
        if scheme is None or rule.applies(scheme, settings)
    }
    message = (
        f"没有指标“{code}”。" if scheme is None else f"{scheme} 方案按当前设置没有指标“{code}”。"
    )
    listed = "、".join(f"{title}（{code}）" for code, title in known.items())
    raise UnusableError(Problem("unknown_figure", message, f"可用的指标：{listed}。"))
