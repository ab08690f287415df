"""``quxiang rules``: which rules there are, and one of them in full."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from quxiang.cli.chinese import Command, Group, refusing
from quxiang.cli.console import console
from quxiang.engine.catalogue import school_rules, shipped_rules
from quxiang.engine.ruleform import Rule
from quxiang.engine.titles import field_title
from quxiang.engine.yamlform import shown
from quxiang.problems import Problem, UnusableError
from quxiang.standards.tables import TABLES

SEVERITIES = {
    "zh": {"error": "错误", "suspect": "疑似", "notice": "提示"},
    "en": {"error": "error", "suspect": "suspect", "notice": "notice"},
}
HEADINGS = {
    "zh": ("代码", "规则", "级别", "条款", "参数"),
    "en": ("code", "rule", "severity", "clause", "params"),
}
LANG = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    help="规则文字的语言，默认 zh。",
)
FOLDER = click.option(
    "--rules-dir",
    type=click.Path(path_type=Path),
    help="另有本校规则文件的文件夹。",
    metavar="文件夹",
)


@click.group(
    cls=Group, invoke_without_command=True,
    help="列出全部规则；rules show E305 查看一条规则的全文。",
    epilog="quxiang rules\nquxiang rules show E305\nquxiang rules --lang en",
)  # fmt: skip
@LANG
@FOLDER
@click.pass_context
def command(context: click.Context, lang: str, rules_dir: Path | None) -> None:
    context.obj = (lang, rules_dir)
    if context.invoked_subcommand is None:
        with refusing():
            _list(all_rules(rules_dir), lang)


def all_rules(folder: Path | None) -> tuple[Rule, ...]:
    """Return the shipped rules and those of a school's folder."""
    shipped = shipped_rules()
    return shipped if folder is None else (*shipped, *school_rules(folder, shipped))


def _list(rules: tuple[Rule, ...], lang: str) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in HEADINGS[lang]:
        table.add_column(heading, no_wrap=heading in HEADINGS[lang][::3])
    for rule in rules:
        params = "  ".join(f"{name}={shown(value)}" for name, value in rule.params.items())
        table.add_row(
            rule.code, f"{rule.text('title', lang)} ({rule.name})",
            SEVERITIES[lang][rule.severity], rule.clause, params,
        )  # fmt: skip
    console().print(table)


@command.command(
    "show",
    cls=Command,
    help="查看一条规则：为何查、怎么改、参数、SQL、例子。",
    epilog="quxiang rules show E305",
)
@click.argument(
    "code", metavar="代码", help="规则的代码或英文名，如 E305、small_employer_cluster。"
)
@click.option("--lang", "own_lang", type=click.Choice(["zh", "en"]), help="规则文字的语言。")
@click.pass_context
def show(context: click.Context, code: str, own_lang: str | None) -> None:
    lang, folder = context.obj
    with refusing():
        _show(find_rule(all_rules(folder), code), own_lang or lang)


def find_rule(rules: tuple[Rule, ...], code: str) -> Rule:
    wanted = code.strip()
    for rule in rules:
        if wanted.upper() == rule.code or wanted == rule.name:
            return rule
    known = "、".join(rule.code for rule in rules)
    raise UnusableError(Problem("unknown_rule", f"没有规则“{code}”。", f"现有规则：{known}。"))


def _say_examples(screen: Console, rule: Rule, lang: str) -> None:
    """Count the examples; their titles, which are English, stand with the rest in English."""
    flagged = sum(each.flags for each in rule.examples)
    if lang == "zh":
        rest = len(rule.examples) - flagged
        screen.print(f"例子：{flagged} 个应查出，{rest} 个不应查出（标题见 --lang en）\n")
        return
    screen.print("\nexamples:")
    for example in rule.examples:
        screen.print(f"  {'✓' if example.flags else '·'} {example.title}", markup=False)
    screen.print()


def _optional(rule: Rule, lang: str) -> str:
    """Return what a rule can do without; an office knows a column by its header."""
    if lang == "en":
        return ", ".join(rule.optional) or "-"
    return "、".join(map(_titled, rule.optional)) or "-"


def _titled(need: str) -> str:
    table, _, column = need.partition(".")
    title = TABLES[table].title
    return f"“{title}”表的{field_title(column, table)}" if column else f"“{title}”表"


def _show(rule: Rule, lang: str) -> None:
    screen = console()
    params = "  ".join(f"{name}={shown(value)}" for name, value in rule.params.items()) or "-"
    labels = ("级别", "条款", "参数", "为何查", "怎么改", "可缺的表或列")
    if lang == "en":
        labels = ("severity", "clause", "parameters", "why", "remedy", "optional")
    texts = (
        SEVERITIES[lang][rule.severity], rule.clause, params, rule.text("why", lang),
        rule.text("remedy", lang), _optional(rule, lang),
    )  # fmt: skip
    screen.print(f"[bold]{rule.code}[/bold] {rule.text('title', lang)} ({rule.name})\n")
    for label, text in zip(labels, texts, strict=True):
        screen.print(f"{label}：{text}" if lang == "zh" else f"{label}: {text}", markup=False)
    _say_examples(screen, rule, lang)
    screen.print(Syntax(rule.sql, "sql", theme="ansi_light", background_color="default"))
