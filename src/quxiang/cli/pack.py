"""``quxiang pack verify``: whether a pack handed to an inspector is whole, without any server."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quxiang.cli.chinese import Command, Group, refusing
from quxiang.cli.harmless import harmless

if TYPE_CHECKING:
    from quxiang.packs.checking import Checked

KINDS = {"missing": "缺少", "changed": "改动", "added": "多出", "root": "清单"}
#: lines the text shows; all of them stand in the JSON
SHOWN = 200


@click.group(
    cls=Group,
    help="迎检材料包：离线核对一份材料包是否完整、有没有被改动。",
    epilog="quxiang pack verify 迎检材料包.zip --root 5f0c…（随包另给的清单散列）",
)
def command() -> None:
    pass


@command.command(
    "verify",
    cls=Command,
    help="逐个文件核对散列，说明缺少、改动和多出的。不需要服务器和数据库。"
    "无误退出码为 0，有不同为 1，无法使用为 2。",
    epilog="quxiang pack verify 迎检材料包.zip\n"
    "quxiang pack verify 迎检材料包.zip --root 5f0c… --format json",
)
@click.argument("file", metavar="材料包", type=click.Path(path_type=Path))
@click.option("--root", default="", metavar="散列", help="做成时另行记下的清单散列。")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", help="输出形式。"
)
def verify(file: Path, root: str, kind: str) -> None:
    from quxiang.packs.checking import check

    with refusing():
        checked = check(file, root)
        _say_json(checked) if kind == "json" else _say(checked, bool(root))
        sys.exit(1 if checked.differences else 0)


def _say(checked: Checked, rooted: bool) -> None:
    about = checked.about
    named = "　".join(str(about[name]) for name in ("school", "cohort", "made_at") if name in about)
    click.echo(harmless(f"迎检材料包：{named}"))
    click.echo(f"{checked.files} 个文件，{checked.size} 字节。")
    click.echo(f"清单散列：{checked.root}")
    for each in checked.differences[:SHOWN]:
        click.echo(harmless(f"{KINDS[each.kind]}　{each.path}　{each.told}"))
    if len(checked.differences) > SHOWN:
        click.echo(f"另有 {len(checked.differences) - SHOWN} 处。")
    if checked.differences:
        click.echo(f"有 {len(checked.differences)} 处不同，这份材料包不能采信。")
    elif rooted:
        click.echo("完整，与另行记下的散列一致。")
    else:
        click.echo("完整，与包内清单一致；请再用 --root 核对做成时另行记下的散列。")


def _say_json(checked: Checked) -> None:
    told = {
        "schema": 1, "about": dict(checked.about), "root": checked.root, "files": checked.files,
        "size": checked.size,
        "differences": [
            {"kind": each.kind, "path": each.path, "told": each.told}
            for each in checked.differences
        ],
    }  # fmt: skip
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
