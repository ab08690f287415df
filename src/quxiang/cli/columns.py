"""``quxiang columns``: how each column of a file is understood, and a mapping to correct it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quxiang.cli.chinese import Command, refusing
from quxiang.problems import Problem, UnusableError
from quxiang.standards.tables import TABLES

EPILOG = """
quxiang columns 毕业生.xlsx
quxiang columns 毕业生.xlsx --column 就业类别=code --save 对应.toml
quxiang check 毕业生.xlsx --mapping 对应.toml
quxiang columns 单位.xlsx --table employers
quxiang columns --table employers --fields
"""


@click.command(cls=Command, help="说明一份表的每一列被认作什么，并可保存对应关系。", epilog=EPILOG)
@click.argument(
    "file",
    metavar="文件",
    type=click.Path(path_type=Path),
    required=False,
    help="要看的表；用 --fields 时可以不给。",
)
@click.option(
    "--table",
    type=click.Choice(list(TABLES)),
    default="graduates",
    metavar="表",
    help="当作哪张表来读，默认 graduates；另有 " + "、".join(list(TABLES)[1:]) + "。",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="列名=字段",
    help="指明一列是什么；字段写 - 为不用。",
)
@click.option("--mapping", type=click.Path(path_type=Path), metavar="文件", help="已存的对应关系。")
@click.option("--sheet", metavar="工作表", help="读哪个工作表。")
@click.option("--cohort", metavar="年份", help="只看这一届。")
@click.option(
    "--save", type=click.Path(path_type=Path), metavar="文件", help="把对应关系存成文件。"
)
@click.option("--fields", is_flag=True, help="列出这张表可用的全部字段。")
def command(**given: Any) -> None:
    with refusing():
        if given["fields"]:
            list_fields(given["table"])
        elif given["file"] is None:
            raise UnusableError(
                Problem("no_file", "没有给出要看的表。", "请写出文件名；只列字段时用 --fields。")
            )
        else:
            _columns(**{name: value for name, value in given.items() if name != "fields"})


def list_fields(table: str) -> None:
    """Print every field a column can be mapped to."""
    from rich.table import Table

    from quxiang.cli.console import console

    shown = Table("字段", "是什么", "认得的表头", box=None, pad_edge=False)
    for column in TABLES[table]:
        headers = (*column.aliases, *column.names)
        if headers:
            shown.add_row(column.name, column.sentence, "、".join(headers[:6]))
    for raw in TABLES[table].raw:
        shown.add_row(raw.name, raw.sentence, "、".join(raw.aliases[:6]))
    console().print(shown)


def _columns(
    *, file: Path, table: str, columns: tuple[str, ...], mapping: Path | None, sheet: str | None,
    cohort: str | None, save: Path | None,
) -> None:  # fmt: skip
    from quxiang import exchange
    from quxiang.cli.inputs import refuse_unwritable
    from quxiang.cli.keys import PUBLIC_KEY
    from quxiang.cli.options import mapping_texts
    from quxiang.cli.progress import Steps
    from quxiang.standards import Settings, load

    saved = exchange.load_mapping(mapping) if mapping is not None else {}
    options = exchange.ReadOptions(
        load("2024"), Settings(), PUBLIC_KEY, cohort=cohort,
        mapping={**saved, **mapping_texts(columns)}, sheet=sheet,
    )  # fmt: skip
    with Steps(1) as steps, steps.step("读入文件"):
        reading = exchange.read(file, table, options)
    _show(reading)
    if save is not None:
        refuse_unwritable(save)
        used = {each.header: each.field for each in reading.columns if each.field}
        aside = {header: name for header, name in options.mapping.items() if name == "-"}
        exchange.save_mapping(save, {**used, **aside})
        click.echo(f"已存到 {save}。")


def _show(reading: Any) -> None:
    from rich.markup import escape
    from rich.table import Table

    from quxiang.cli.console import console

    file = reading.file
    screen = console()
    layout = f"，版式：{file.layout}" if file.layout else ""
    sheet = f"工作表“{file.sheet}”，" if file.sheet else ""
    screen.print(
        escape(f"{file.name}：{sheet}表头在第 {file.header_row} 行，{file.rows} 行数据{layout}。")
    )
    if file.other_sheets:
        screen.print(escape(f"未读的工作表：{'、'.join(file.other_sheets)}。"))
    shown = Table("单元格", "表头", "认作", "依据", box=None, pad_edge=False)
    for each in reading.columns:
        shown.add_row(each.cell, escape(each.header), each.field or "—", escape(each.sentence))
    screen.print(shown)
    screen.print("不对的列用 --column 列名=字段 改正；可用字段见 --fields。")
