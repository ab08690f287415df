"""``quxiang check``: figures, findings, and every bad cell of a workbook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from quxiang.cli.chinese import FOUND, Command, refusing
from quxiang.cli.options import FORMATS, shared
from quxiang.problems import Problem, UnusableError

EPILOG = """
quxiang check 毕业生.xlsx
quxiang check 毕业生.xlsx --registry 学籍.xlsx --previous 上周.xlsx@2024-06-13 --by college
quxiang check 毕业生.xlsx --employers 单位.xlsx --set E305.limit=3 --format html --output 报告.html
quxiang check 导出.csv --column 就业类别=code --cohort 2024 --format json
"""


def reporting(function: Any) -> Any:
    """Give a command ``--format`` and ``--output``."""
    output = click.option(
        "--output", type=click.Path(path_type=Path), metavar="文件", help="html 与 xlsx 写到哪里。"
    )
    kind = click.option(
        "--format", "kind", type=click.Choice(FORMATS), default="text", help="输出形式，默认 text。"
    )
    return kind(output(function))


@click.command(
    cls=Command,
    help="核对一份就业表：每个指标、上级会查的问题、在哪一格、为何、怎么改。"
    "没有发现退出码为 0，有发现或问题为 1，无法使用为 2。",
    epilog=EPILOG,
)
@shared
@reporting
def command(kind: str, output: Path | None, **given: Any) -> None:
    sys.exit(perform("check", kind, output, given))


def perform(name: str, kind: str, output: Path | None, given: dict[str, Any]) -> int:
    """Run ``check`` or ``figures``; return the exit code."""
    from quxiang.cli.reporting import report, write

    with refusing(given["lang"]):
        if output is not None and kind in ("text", "json"):
            raise UnusableError(
                Problem(
                    "output_unused", f"{kind} 只写到屏幕。", "请用 > 文件名，或换成 html、xlsx。"
                )
            )
        document = report(name, kind, output, given)
        write(document, kind, output, Path(given["file"]))
        found = any(len(each) for each in document.findings) or bool(document.problems)
        return FOUND if found and name == "check" else 0
