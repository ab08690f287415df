"""``quxiang calendar``: the periods and deadlines of a cohort, or where a moment stands in them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from quxiang.cli.chinese import Command, refusing
from quxiang.cli.options import moment_of
from quxiang.problems import Problem, UnusableError

EPILOG = """
quxiang calendar --cohort 2024
quxiang calendar --cohort 2024 --at 2024-04-11T09:00
"""


@click.command(
    cls=Command,
    help="一届毕业生的全部监测周期与截止时间；给出 --at 时只说那一刻在哪一期、下一个截止是何时。",
    epilog=EPILOG,
)
@click.option("--cohort", required=True, metavar="年份", help="哪一届，如 2024。")
@click.option("--at", metavar="时刻", help="哪一刻，如 2024-04-11T09:00。")
@click.option(
    "--settings", type=click.Path(path_type=Path), metavar="文件", help="本届设置（TOML）。"
)
@click.option(
    "--standards-dir",
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="本校对代码表与假日的修改。",
)
def command(cohort: str, at: str | None, settings: Path | None, standards_dir: Path | None) -> None:
    from quxiang.cli.calendars import say_all, say_moment
    from quxiang.standards import Settings, load, read_overlay, read_settings

    with refusing():
        year = _year(cohort)
        moment = _moment(at)
        read = Settings() if settings is None else read_settings(settings)
        own = load().holidays
        if standards_dir is not None:
            own = load("2024", read_overlay(standards_dir)).holidays
        if moment is None:
            say_all(year, read, own)
        else:
            say_moment(moment, year, read, own)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and "1900" <= text <= "9000"):
        raise UnusableError(Problem("bad_cohort", f"“{text}”不是届。", "请写四位年份，如 2024。"))
    return int(text)


def _moment(text: str | None) -> datetime | None:
    moment = None if text is None else moment_of(text)
    if text is not None and moment is None:
        raise UnusableError(
            Problem("bad_moment", f"“{text}”不是时刻。", "请写成 2024-04-11T09:00。")
        )
    return moment
