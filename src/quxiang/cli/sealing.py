"""``quxiang document``: whether the electronic seals of a PDF hold, off-line."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from quxiang.cli.chinese import Command, Group, refusing
from quxiang.cli.trusting import content_of, pyhanko_wanted, roots_in

FILE = click.Path(path_type=Path)
EXAMPLES = (
    "quxiang document verify 自查报告-已签章.pdf --trust 学校根证书.pem\n"
    "quxiang document verify 自查报告-已签章.pdf --trust ca.cer --original 自查报告.pdf"
)


@click.group(cls=Group, help="文件：离线核验 PDF 上的电子签章。", epilog=EXAMPLES)
def command() -> None:
    pass


@command.command(
    "verify",
    cls=Command,
    help="核验 PDF 上的每个电子签章：是否被改动、谁签的、证书是否可信、是否覆盖整个文件。"
    "不联网。退出码：0 全部成立，1 有不成立的，2 文件或证书用不了。",
    epilog=EXAMPLES,
)
@click.argument("file", metavar="文件", type=FILE)
@click.option("--trust", multiple=True, type=FILE, metavar="证书", help="信任的根证书，可给多张。")
@click.option("--crl", multiple=True, type=FILE, metavar="名单", help="吊销名单，可给多份。")
@click.option("--original", type=FILE, metavar="文件", help="签章前给出的 PDF，核对是否同一份。")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", help="输出形式。"
)
def verify(
    file: Path, trust: tuple[Path, ...], crl: tuple[Path, ...], original: Path | None, kind: str
) -> None:
    with refusing():
        with pyhanko_wanted():
            from quxiang.seals.verifying import verify as verified
        roots = roots_in(trust)
        told = verified(
            content_of(file), roots, now=datetime.now(UTC), crls=[content_of(each) for each in crl],
            original=content_of(original) if original is not None else None,
        )  # fmt: skip
    unusable = any(p.code in ("seal.no_pdf", "seal.damaged", "seal.locked") for p in told.problems)
    if kind == "json":
        said = {"file": str(file), "holds": told.holds, **told.plain}
        click.echo(json.dumps(said, ensure_ascii=False, default=str))
    else:
        for problem in told.problems:
            click.echo(f"✗ {problem.message}{problem.remedy}")
        for seal in told.seals:
            click.echo(f"{'✓' if seal.problem is None else '✗'} {seal.sentence}")
        click.echo(f"{file}：{'签章全部成立。' if told.holds else '签章不成立。'}")
    sys.exit(2 if unusable else 0 if told.holds else 1)
