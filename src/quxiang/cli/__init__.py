"""The command line: ``quxiang check FILE`` and its sisters. Commands load when called."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

import click

from quxiang import __version__
from quxiang.cli import chinese

COMMANDS = {
    "check": ("quxiang.cli.check", "核对一份就业表：指标、上级会查的问题、在哪一格、怎么改。"),
    "figures": ("quxiang.cli.figures", "只算指标，不列问题。"),
    "explain": ("quxiang.cli.explain", "解释一个指标：公式、分子分母名单、某人为何计入或不计入。"),
    "snapshot": ("quxiang.cli.snapshot", "冻结某一时点的数据，以后可核对、重算、比较。"),
    "document": ("quxiang.cli.sealing", "核验 PDF 上的电子签章，离线。"),
    "columns": ("quxiang.cli.columns", "说明一份表的每一列被认作什么，并可保存对应关系。"),
    "rules": ("quxiang.cli.rules", "列出全部规则，或查看一条规则。"),
    "standards": ("quxiang.cli.standards", "列出代码表，查看或比较两套去向方案。"),
    "simulate": ("quxiang.cli.simulate", "写出一所虚构大学的整套表，可埋入已知的问题。"),
    "calendar": ("quxiang.cli.calendar", "一届毕业生的监测周期与截止时间。"),
    "pack": ("quxiang.cli.pack", "离线核对一份迎检材料包是否完整。"),
}

EPILOG = """
quxiang check 毕业生.xlsx
quxiang check 毕业生.xlsx --registry 学籍.xlsx --format html
quxiang explain 毕业生.xlsx --figure placement_rate --college 农学院
quxiang rules show E305
"""


def every_command() -> dict[str, tuple[str, str]]:
    """Return our commands and those other packages bring by the entry point of this name."""
    more = [point.load() for point in entry_points(group="quxiang.commands")]
    return {name: told for each in (COMMANDS, *more) for name, told in each.items()}


def _group() -> chinese.Group:
    group = chinese.Group(
        name="quxiang",
        lazy=every_command(),
        help="去向：核对毕业去向数据，算出每个指标，指出每个问题。",
        epilog=EPILOG,
        no_args_is_help=True,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    )
    version = click.version_option(
        __version__, "--version", message="quxiang %(version)s", help="显示版本。"
    )
    return version(group)


def run(arguments: Sequence[str]) -> int:
    """Run one command line in this process; return its exit code."""
    return chinese.run(_group(), arguments)


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(chinese.run(_group()))
