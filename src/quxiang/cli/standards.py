"""``quxiang standards``: code tables with how sure each row is, and two schemes compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quxiang.cli.chinese import Command, Group, refusing

EPILOG = """
quxiang standards
quxiang standards show 2024
quxiang standards show employer_nature
quxiang standards compare 2021 2024
"""
_FOLDER = click.option(
    "--standards-dir",
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="本校对代码表的修改。",
)
_LANG = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None,
    help="表头与把握的语言，默认 zh；名称与条款照标准原文。",
)  # fmt: skip


@click.group(
    cls=Group, invoke_without_command=True, epilog=EPILOG,
    help="列出全部代码表；show 查看一套去向方案或一张表；compare 比较两套方案。",
)  # fmt: skip
@_LANG
@click.pass_context
def command(context: click.Context, lang: str | None) -> None:
    context.obj = lang or "zh"
    if context.invoked_subcommand is None:
        with refusing():
            _said("list_tables", context.obj)


@command.command(
    "show",
    cls=Command,
    help="查看去向方案（2024、2021）或一张代码表。",
    epilog="quxiang standards show 2024",
)
@click.argument(
    "name", metavar="方案或表", help="2024、2021，或一张表的名称；表名用 quxiang standards 列出。"
)
@click.option("--standard", default="2024", metavar="方案", help="取哪套方案下的表，默认 2024。")
@_FOLDER
@_LANG
@click.pass_obj
def show(
    usual: str, name: str, standard: str, standards_dir: Path | None, lang: str | None
) -> None:
    with refusing():
        _said("show", name, standard, standards_dir, lang or usual)


@command.command(
    "compare",
    cls=Command,
    help="逐码对照两套去向方案，并说明哪些大类可比。",
    epilog="quxiang standards compare 2021 2024",
)
@click.argument("one", metavar="方案", help="2021 或 2024。")
@click.argument("other", metavar="另一方案", help="另一个。")
@_LANG
@click.pass_obj
def compare(usual: str, one: str, other: str, lang: str | None) -> None:
    with refusing():
        _said("compare", one, other, lang or usual)


def _said(name: str, *arguments: Any) -> None:
    from quxiang.cli import codetables

    getattr(codetables, name)(*arguments)
