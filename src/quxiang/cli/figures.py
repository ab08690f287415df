"""``quxiang figures``: the figures alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from quxiang.cli.check import perform, reporting
from quxiang.cli.chinese import Command
from quxiang.cli.options import shared

EPILOG = """
quxiang figures 毕业生.xlsx --by college,level
quxiang figures 毕业生.xlsx --standard 2021,2024 --format json
"""


@click.command(
    cls=Command, help="只算指标，不列发现。能算出指标退出码为 0，否则为 2。", epilog=EPILOG
)
@shared
@reporting
def command(kind: str, output: Path | None, **given: Any) -> None:
    sys.exit(perform("figures", kind, output, given))
