"""``quxiang snapshot``: freeze inputs, prove that nothing was changed, say what changed since."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from quxiang.cli.chinese import Command, Group, refusing
from quxiang.cli.options import chosen, groups, moment_of, shared
from quxiang.problems import Problem, UnusableError

FORMAT = click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", help="输出形式。"
)
EVERYTHING = click.option("--all", "everything", is_flag=True, help="全部列出，不只前 20 条。")
PREVIOUS = "--previous-snapshot"
FOLDER = click.Path(path_type=Path)


ARGUMENT = click.argument("folder", metavar="快照", type=FOLDER)


@click.group(
    cls=Group,
    help="快照：把某一时点的数据连同设置冻结成文件夹，以后可逐位重算、核对、比较。",
    epilog="quxiang snapshot create 毕业生.xlsx --output 快照/2024-06-20\n"
    "quxiang snapshot verify 快照/2024-06-20\n"
    "quxiang snapshot diff 快照/2024-06-13 快照/2024-06-20\n"
    "quxiang snapshot show 快照/2024-06-20",
)
def command() -> None:
    pass


@command.command(
    "create",
    cls=Command,
    help="建立快照，并运行一次规则与指标存在旁边。选项与 check 相同。",
    epilog="quxiang snapshot create 毕业生.xlsx --output 快照/2024-06-20\n"
    "quxiang snapshot create 毕业生.xlsx --registry 学籍.xlsx --previous 快照/2024-06-13 \\\n"
    "    --previous-snapshot 快照/2024-06-13 --output 快照/2024-06-20",
)
@shared
@click.option("--output", required=True, type=FOLDER, metavar="文件夹", help="新快照的文件夹。")
@click.option(PREVIOUS, type=FOLDER, metavar="快照", help="接在哪一份快照之后（散列链）。")
@click.option("--known-at", metavar="时刻", help="数据是何时所知的；默认与截至时刻相同。")
@click.option("--new-key", is_flag=True, help="允许散列密钥与上一份快照不同。")
@FORMAT
def create(
    output: Path, previous_snapshot: Path | None, known_at: str | None, new_key: bool, kind: str,
    **given: Any,
) -> None:  # fmt: skip
    from quxiang.cli.freezing import Freezing
    from quxiang.cli.snapshotsaying import say_created

    with refusing():
        known = None if known_at is None else moment("--known-at", known_at)
        freezing = Freezing(output, previous_snapshot, known, new_key)
        say_created(freezing.create(chosen(**given)), kind)


@command.command(
    "run",
    cls=Command,
    help="在已有的快照上再运行一次（换参数、换规则或有了新的答复），结果存在旁边。",
    epilog="quxiang snapshot run 快照/2024-06-20 --set E305.limit=3\n"
    "quxiang snapshot run 快照/2024-06-20 --answers 答复.xlsx",
)
@shared
@FORMAT
def run(kind: str, **given: Any) -> None:
    from quxiang.cli.freezing import run_again
    from quxiang.cli.snapshotsaying import say_run

    with refusing():
        say_run(*run_again(chosen(**given)), kind)


@command.command(
    "verify",
    cls=Command,
    help="核对快照：每个文件的散列、与上一份清单的链，并用存下的规则原文逐位重算每次运行。"
    "无误退出码为 0，有不同为 1，无法使用为 2。",
    epilog="quxiang snapshot verify 快照/2024-06-20\n"
    "quxiang snapshot verify 快照/2024-06-20 --sha256 5f0c…（建立时记下的散列）",
)
@ARGUMENT
@click.option("--sha256", "expected", metavar="散列", help="建立时记下的清单散列。")
@click.option(
    PREVIOUS, "others", multiple=True, type=FOLDER, metavar="快照",
    help="更早的快照在哪里；默认在同一上级文件夹里找。",
)  # fmt: skip
@click.option("--chain-only", is_flag=True, help="只核对清单与链，不看数据与运行。")
@FORMAT
def verify(
    folder: Path, expected: str | None, others: tuple[Path, ...], chain_only: bool, kind: str
) -> None:
    from quxiang.cli.snapshotsaying import say_verified
    from quxiang.engine.snapshots import verify as verified

    with refusing():
        report = verified(folder, expected=expected, others=others, chain_only=chain_only)
        say_verified(report, kind)
        sys.exit(1 if report.differences else 0)


@command.command(
    "diff",
    cls=Command,
    help="两份快照之间变了什么：逐人（新增、移出、字段前后）、逐指标（哪些变化造成分子分母的增减）、"
    "逐条发现（新出现、已消失）。相同退出码为 0，有变化为 1，无法使用为 2。",
    epilog="quxiang snapshot diff 快照/2024-06-13 快照/2024-06-20\n"
    "quxiang snapshot diff 快照/2024-06-13 快照/2024-06-20 --by college --format json",
)
@click.argument("before", metavar="前", type=FOLDER)
@click.argument("after", metavar="后", type=FOLDER)
@click.option("--by", multiple=True, metavar="字段", help="指标另按这些字段分组，可用逗号分开。")
@EVERYTHING
@FORMAT
def diff(before: Path, after: Path, by: tuple[str, ...], everything: bool, kind: str) -> None:
    from quxiang.cli.differing import say_differences
    from quxiang.engine.figures import checked_grouping
    from quxiang.engine.snapshots import compare, open_snapshot

    with refusing():
        grouping = checked_grouping(groups(by))
        compared = compare(open_snapshot(before), open_snapshot(after), grouping)
        say_differences(compared, kind, everything)
        sys.exit(1 if compared.differs else 0)


@command.command(
    "show",
    cls=Command,
    help="查看快照：谁的、何时的、有哪些表、设置、运行与指标。",
    epilog="quxiang snapshot show 快照/2024-06-20\nquxiang snapshot show 快照/2024-06-20 --all",
)
@ARGUMENT
@EVERYTHING
@FORMAT
def show(folder: Path, everything: bool, kind: str) -> None:
    from quxiang.cli.snapshotsaying import say_snapshot
    from quxiang.engine.snapshots import open_snapshot

    with refusing():
        say_snapshot(open_snapshot(folder), kind, everything)


@command.command(
    "retire",
    cls=Command,
    help="保存期满后删去快照的数据与发现，留下清单、指标、规则原文和一份记录；链仍可核对。",
    epilog="quxiang snapshot retire 快照/2021-06-20 --at 2024-09-01 --by 钱 --reason 保存三年期满",
)
@ARGUMENT
@click.option("--at", required=True, metavar="时刻", help="何时清理。")
@click.option("--by", required=True, metavar="姓名", help="由谁清理。")
@click.option("--reason", required=True, metavar="原因", help="为何清理。")
def retire(folder: Path, at: str, by: str, reason: str) -> None:
    from quxiang.engine.snapshots import open_snapshot
    from quxiang.engine.snapshots import retire as retired

    with refusing():
        note = retired(open_snapshot(folder), at=moment("--at", at), by=by, reason=reason)
        click.echo(f"已删去 {len(note.removed)} 个文件，清单与链保留，记录在 retired.json。")


def moment(option: str, text: str) -> datetime:
    """Return the moment an option names; raise :class:`UnusableError` where it is none."""
    when = moment_of(text)
    if when is None:
        message = f"{option} 的“{text}”不是时刻。"
        remedy = "请写成 2024-06-20 或 2024-06-20T17:00。"
        raise UnusableError(Problem("bad_moment", message, remedy))
    return when
