"""``quxiang evidence check``: read every file back and compare it with its hash."""

from __future__ import annotations

import sys

import click

from quxiang.cli.chinese import Group


@click.group(
    cls=Group, name="evidence", help="佐证材料：核对存储。", epilog="quxiang evidence check"
)
def command() -> None:
    pass


@command.command(help="逐份读出材料，与上传时的散列核对；有读不出或被改动的，列出来，退出码 1。")
def check() -> None:
    from quxiang.web.commands import django

    django.start()
    django.demand_database()
    from quxiang.web.evidence.health import broken_files
    from quxiang.web.orgs.models import School

    count, broken = broken_files()
    names = dict(School.objects.values_list("pk", "name")) if broken else {}
    for school, sha256 in broken:
        click.echo(f"{names.get(school, school)}：材料 {sha256} 读不出，或已被改动。", err=True)
    if broken:
        sys.exit(1)
    click.echo(f"材料完整：{count} 份。")
