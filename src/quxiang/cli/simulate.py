"""``quxiang simulate``: a made-up university's season, with known faults and the truth of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quxiang.cli.chinese import Command, refusing
from quxiang.cli.options import moment_of
from quxiang.problems import Problem, UnusableError

if TYPE_CHECKING:
    from quxiang.simulation.wanted import Wanted

EPILOG = """
quxiang simulate --graduates 3000 --seed 7 --output 演示
quxiang simulate --graduates 10000 --seed 1 --output 演示 --moment 2024-08-05T17:00 --clean
quxiang simulate --graduates 1000000 --seed 1 --output 大数据 --format parquet
quxiang check 演示/毕业生.xlsx --registry 演示/学籍.xlsx --evidence 演示/佐证材料.xlsx
"""
#: rows a worksheet has room for, in graduates
_MOST_IN_WORKBOOKS = 300_000
_MOST = 15_000_000


@click.command(
    cls=Command,
    help="写出一所虚构大学某一时刻的整套表：毕业生、上一期、去年同期、学籍、单位、确认、佐证材料、"
    "核查、变更、举报、参考值、最低工资、受保护号码、答复，以及埋入的问题的真值。"
    "同样的人数、种子与时刻得到同样的文件。人、单位、号码都不存在。",
    epilog=EPILOG,
)
@click.option("--graduates", metavar="人数", default="3000", help="多少名毕业生，默认 3000。")
@click.option("--seed", metavar="种子", default="7", help="不小于 0 的整数，默认 7。")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="文件夹", required=True, help="写到哪里。"
)
@click.option(
    "--format", "kind", type=click.Choice(["xlsx", "parquet"]), default="xlsx",
    help="工作簿（默认）或 Parquet；Parquet 的列就是引擎的列。",
)  # fmt: skip
@click.option(
    "--moment", metavar="时刻", default="2024-06-19T17:00",
    help="数据截至何时，在上年 11 月 21 日到当年 8 月 31 日 17:00 之间，默认 2024-06-19T17:00。",
)  # fmt: skip
@click.option("--colleges", metavar="个数", default=None, help="多少个学院，默认按人数。")
@click.option("--clean", is_flag=True, help="不埋入问题，只有无心的杂音。")
def command(kind: str, output: Path, **given: Any) -> None:
    with refusing():
        wanted = _wanted(kind, output, given)
        path = _written(kind, output, wanted)
        click.echo(_summary(wanted, output, path))


def _wanted(kind: str, output: Path, given: dict[str, Any]) -> Wanted:
    """Type the options; raise :class:`UnusableError` naming each that makes no sense."""
    from quxiang.simulation.season import SMALLEST
    from quxiang.simulation.units import COLLEGES
    from quxiang.simulation.wanted import Wanted

    problems: list[Problem] = []
    most = _MOST_IN_WORKBOOKS if kind == "xlsx" else _MOST
    more = "更多请用 --format parquet。" if kind == "xlsx" else ""
    graduates = _whole("--graduates", given["graduates"], (SMALLEST, most), problems, more)
    seed = _whole("--seed", given["seed"], (0, 2**63 - 1), problems)
    colleges = given["colleges"]
    if colleges is not None:
        colleges = _whole("--colleges", colleges, (1, COLLEGES), problems)
    moment = _moment(given["moment"], problems)
    problems += _no_room(output)
    if problems or moment is None:
        raise UnusableError(problems)
    return Wanted(graduates, seed, moment, colleges, faults=not given["clean"])


def _no_room(output: Path) -> list[Problem]:
    """Say why a folder cannot take the tables: it is a file, or holds anything already."""
    if output.exists() and not output.is_dir():
        message = f"“{output}”是文件，不是文件夹。"
        return [Problem("bad_output", message, "请给出一个文件夹。")]
    try:
        full = output.is_dir() and any(output.iterdir())
    except OSError as error:
        message = f"不能打开“{output}”：{error.strerror or error}。"
        return [Problem("bad_output", message, "请换一个可写的文件夹。")]
    if full:
        message = f"“{output}”里已有文件，写入会混在一起。"
        return [Problem("bad_output", message, "请给出一个空的或还不存在的文件夹。")]
    return []


def _whole(
    option: str, text: str, bounds: tuple[int, int], problems: list[Problem], more: str = ""
) -> int:
    least, most = bounds
    if text.isascii() and text.isdecimal() and least <= int(text) <= most:
        return int(text)
    message = f"{option} 要是 {least} 到 {most} 的整数，不能是“{text}”。"
    problems.append(Problem("bad_number", message, more or "请改写后再试。"))
    return least


def _moment(text: str, problems: list[Problem]) -> datetime | None:
    from quxiang.simulation.timetable import cohort_at

    moment = moment_of(text)
    if moment is None:
        message = f"“{text}”不是时刻。"
        problems.append(Problem("bad_moment", message, "请写成 2024-06-20 或 2024-06-20T17:00。"))
        return None
    try:
        cohort_at(moment)
    except ValueError:
        message = f"“{text}”不在任何一届的监测季里。"
        remedy = "请给出上年 11 月 21 日到当年 8 月 31 日 17:00 之间的时刻。"
        problems.append(Problem("moment_out_of_season", message, remedy))
    return moment


def _written(kind: str, output: Path, wanted: Wanted) -> Path:
    """Write the season and return the file that lists the others."""
    from quxiang.cli.progress import counted_steps

    try:
        if kind == "parquet":
            from quxiang.simulation.parquet import write_parquet

            with counted_steps("生成并写出", wanted.graduates) as done:
                return write_parquet(output, wanted, done)
        return _workbooks(output, wanted)
    except OSError as error:
        message = f"不能写到“{output}”：{error.strerror or error}。"
        raise UnusableError(
            Problem("bad_output", message, "请换一个可写、空间够的文件夹。")
        ) from None


def _workbooks(output: Path, wanted: Wanted) -> Path:
    from quxiang.cli.progress import counted_steps
    from quxiang.simulation.papers import PAPERS
    from quxiang.simulation.workbooks import write_workbooks

    with counted_steps("生成并写出", len(PAPERS) + 1) as done:
        tables, truth = _all_tables(wanted)
        done(1)
        return write_workbooks(
            output, tables, truth, seed=wanted.seed, moment=wanted.moment, done=lambda _: done(1)
        )


def _all_tables(wanted: Wanted) -> tuple[Any, Any]:
    """Return the tables of all universities; the truth names people as the check will."""
    from quxiang.cli.keys import PUBLIC_KEY
    from quxiang.simulation.faults.truth import renamed
    from quxiang.simulation.wanted import joined

    tables, truth = joined(wanted)
    return tables, None if truth is None else renamed(truth, names_in_files(tables, PUBLIC_KEY))


def names_in_files(tables: Mapping[str, Any], key: bytes) -> dict[str, str]:
    """Return what a reader of the workbooks calls each graduate, phone and legal person."""
    from quxiang.exchange.keys import graduate_ids

    names: dict[str, str] = {}
    for table in (tables["registry"], tables["graduates"]):
        made = graduate_ids(table, key).to_pylist()
        names |= dict(zip(table.column("graduate_id").to_pylist(), made, strict=True))
    names |= _renumbered(tables["graduates"], "contact_phone_hash", "contact_phone", key)
    names |= _renumbered(tables["employers"], "phone_hash", "phone", key)
    return names | _renamed_owners(tables["employers"], key)


def _renumbered(table: Any, hashed: str, raw: str, key: bytes) -> dict[str, str]:
    from quxiang.exchange.persons import phone_columns

    phones = table.select([hashed, raw]).drop_null()
    hashes, *_ = phone_columns(phones.column(raw).combine_chunks(), key)
    return dict(zip(phones.column(hashed).to_pylist(), hashes.to_pylist(), strict=True))


def _renamed_owners(employers: Any, key: bytes) -> dict[str, str]:
    from quxiang.exchange.persons import hash_reader

    read = hash_reader(key)
    owners = employers.select(["legal_person_hash", "legal_person"]).drop_null().to_pylist()
    return {row["legal_person_hash"]: str(read(row["legal_person"]).value)
            for row in owners}  # fmt: skip


def _summary(wanted: Wanted, output: Path, path: Path) -> str:
    schools = len(wanted.campuses)
    several = f"，分属 {schools} 所虚构学校" if schools > 1 else ""
    faults = "埋入了已知的问题，真值在同一文件夹里" if wanted.faults else "没有埋入问题"
    return (
        f"{wanted.graduates} 名虚构毕业生{several}，截至 {wanted.moment:%Y-%m-%d %H:%M} 的表"
        f"已写入 {output}，{faults}；清单是 {path.name}。"
    )
