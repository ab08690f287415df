"""``quxiang audit verify``: walk every chain from its first entry to its last."""

from __future__ import annotations

import sys

import click

from quxiang.cli.chinese import Group

#: the chain of what belongs to no school
PLATFORM = "平台"


@click.group(cls=Group, name="audit", help="留痕：核验。", epilog="quxiang audit verify")
def command() -> None:
    pass


@command.command(help="逐条核验每所学校的留痕链；有断裂时说出第一处，退出码 1。")
def verify() -> None:
    from quxiang.web.commands import django

    django.start()
    django.demand_database()
    from quxiang.web.audit import chain, roots
    from quxiang.web.audit.models import Entry
    from quxiang.web.orgs.models import School

    names = dict(School.objects.values_list("pk", "name"))

    broken = False
    for school in chain.chains():
        for fault in filter(None, (chain.first_break(school), roots.lost_root(school))):
            broken = True
            click.echo(f"{names.get(school, PLATFORM)}：{fault.sentence}", err=True)
    if broken:
        sys.exit(1)
    click.echo(f"留痕完整：{Entry.objects.count()} 条。")
