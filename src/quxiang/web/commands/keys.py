"""``quxiang keys rotate``: a new key seals from now on, and everything is sealed anew."""

from __future__ import annotations

import click

from quxiang.cli.chinese import Group, refusing


@click.group(cls=Group, name="keys", help="密钥：更换。", epilog="quxiang keys rotate")
def command() -> None:
    pass


@command.command(
    help="生成新密钥，把库里的身份证号、手机号等用新密钥重新封存；中断后再运行会接着做。"
)
def rotate() -> None:
    from quxiang.web.commands import django

    django.start()
    django.demand_database()
    from quxiang.web.audit import trail
    from quxiang.web.common import keyproof, rotation, sealed

    with refusing():  # a new key over a lost one would hide the loss
        keyproof.demand()
    ring = sealed.with_new_key(sealed.keyring())
    if rotation.left_over():
        ring = sealed.keyring()
        click.echo("上次更换没有做完，接着做。")
    else:
        sealed.write_keyring(ring)
    total = rotation.seal_anew()
    with trail.atomic():
        trail.record("keys.rotate", by=None, after={"key": ring.current, "values": total})
    click.echo(f"已用 {ring.current} 重新封存 {total} 个值；旧密钥仍保留，可打开旧备份。")
