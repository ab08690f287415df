"""``quxiang doctor``: what is missing or not well, a sentence and a remedy each."""

from __future__ import annotations

import sys

import click

from quxiang.cli.chinese import Command


@click.command(
    cls=Command, epilog="quxiang doctor",
    help="检查数据库、迁移、后台任务、密钥、存储、前端文件与录入员设置；"
    "有问题时逐条说明，退出码 1。",
)  # fmt: skip
def command() -> None:
    from quxiang.web.commands import django

    django.start()
    from quxiang.web.common.health import examine

    found = examine()
    for each in found:
        mark = "正常" if each.well else "问题"
        click.echo(f"[{mark}] {each.what}：{each.sentence}{each.remedy}")
    if not all(each.well for each in found):
        sys.exit(1)
