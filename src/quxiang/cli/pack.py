"""``quxiang pack verify``: whether a pack handed to an inspector is whole, without any server."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quxiang.cli.chinese import Command, Group, refusing
from quxiang.cli.harmless import harmless
from quxiang.cli.trusting import content_of, roots_in

if TYPE_CHECKING:
    from quxiang.packs.checking import Checked
    from quxiang.seals.verdict import Seal

FILE = click.Path(path_type=Path)
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
    help="逐个文件核对散列，说明缺少、改动和多出的，并核验清单上的单位签章。"
    "不需要服务器和数据库，不联网。无误退出码为 0，有不同或签章不成立为 1，无法使用为 2。",
    epilog="quxiang pack verify 迎检材料包.zip\n"
    "quxiang pack verify 迎检材料包.zip --root 5f0c… --trust root.pem",
)
@click.argument("file", metavar="材料包", type=FILE)
@click.option("--root", default="", metavar="散列", help="做成时另行记下的清单散列。")
@click.option("--trust", multiple=True, type=FILE, metavar="证书", help="信任的根证书，可给多张。")
@click.option("--crl", multiple=True, type=FILE, metavar="名单", help="吊销名单，可给多份。")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", help="输出形式。"
)
def verify(
    file: Path, root: str, trust: tuple[Path, ...], crl: tuple[Path, ...], kind: str
) -> None:
    from quxiang.packs.checking import check

    with refusing():
        roots, lists = roots_in(trust), [content_of(each) for each in crl]
        checked = check(file, root)
        seal, told = _verified(checked, roots, lists)
        if kind == "json":
            _say_json(checked, seal, told)
        else:
            _say(checked, told, bool(root))
        sys.exit(0 if told.fits and not checked.differences else 1)


@dataclass(frozen=True)
class Told:
    """What is said of a pack's seal, and whether it stands in nobody's way."""

    sentence: str
    fits: bool


def _verified(checked: Checked, roots: list[bytes], crls: list[bytes]) -> tuple[Seal | None, Told]:
    """Verify the seal of a manifest. One nobody touched is in nobody's way without ``--trust``."""
    if not checked.seal:
        return None, _unsealed(checked, trusting=bool(roots))
    try:
        from quxiang.seals.detached import verify_detached
    except ImportError:  # with roots it was refused before
        return None, Told("清单有签章；这里没有安装 pyHanko，没有核验它。", fits=True)
    seal = verify_detached(checked.manifest, checked.seal, roots, now=datetime.now(UTC), crls=crls)
    if seal.problem is not None and seal.problem.code == "seal.no_roots":
        who = f"清单由“{seal.signer}”签章（{seal.at}），签章后没有改动"
        return seal, Told(f"{who}；没有给 --trust，签章的证书是否可信没有核验。", fits=True)
    return seal, Told(f"清单上{seal.sentence}", fits=seal.problem is None)


def _unsealed(checked: Checked, *, trusting: bool) -> Told:
    if checked.sealed_by:  # what is missing is told among the files
        return Told("", fits=False)
    if trusting:
        return Told("清单没有单位签章，给出的根证书没有用上。", fits=False)
    return Told("清单没有单位签章。", fits=True)


def _say(checked: Checked, told: Told, rooted: bool) -> None:
    about = checked.about
    named = "　".join(str(about[name]) for name in ("school", "cohort", "made_at") if name in about)
    click.echo(harmless(f"迎检材料包：{named}"))
    click.echo(f"{checked.files} 个文件，{checked.size} 字节。")
    click.echo(f"清单散列：{checked.root}")
    for each in checked.differences[:SHOWN]:
        click.echo(harmless(f"{KINDS[each.kind]}　{each.path}　{each.told}"))
    if len(checked.differences) > SHOWN:
        click.echo(f"另有 {len(checked.differences) - SHOWN} 处。")
    if told.sentence:
        click.echo(harmless(told.sentence))
    if checked.differences:
        click.echo(f"有 {len(checked.differences)} 处不同，这份材料包不能采信。")
    elif not told.fits:
        click.echo("文件与清单一致，但清单的签章不成立，这份材料包不能采信。")
    elif rooted:
        click.echo("完整，与另行记下的散列一致。")
    else:
        click.echo("完整，与包内清单一致；请再用 --root 核对做成时另行记下的散列。")


def _say_json(checked: Checked, seal: Seal | None, said: Told) -> None:
    told = {
        "schema": 1, "about": dict(checked.about), "root": checked.root, "files": checked.files,
        "size": checked.size,
        "differences": [
            {"kind": each.kind, "path": each.path, "told": each.told}
            for each in checked.differences
        ],
        "seal": {
            "told": said.sentence, "holds": seal is not None and seal.problem is None,
            "signer": seal.signer if seal is not None else "",
            "problem": seal.problem.code if seal is not None and seal.problem else "",
        },
    }  # fmt: skip
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
