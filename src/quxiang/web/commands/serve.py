"""``quxiang serve``: web and worker together, stopped together."""

from __future__ import annotations

import click

from quxiang.cli.chinese import Command

EPILOG = """
quxiang serve
quxiang serve --port 8080 --workers 4
"""


@click.command(
    cls=Command,
    help="启动网站与后台任务；按 Ctrl-C 一并停止。数据在 QUXIANG_HOME 指定的文件夹里。",
    epilog=EPILOG,
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, metavar="端口",
    help="监听哪个端口。",
)  # fmt: skip
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="地址", help="监听哪个地址。"
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, metavar="个数",
    help="几个网站进程。",
)  # fmt: skip
@click.option("--no-worker", is_flag=True, help="不启动后台任务（另行启动时）。")
def command(port: int, host: str, workers: int, no_worker: bool) -> None:
    from quxiang.web.commands import django, servers

    django.start(QUXIANG_HOSTS=f"{host},127.0.0.1,localhost")
    servers.prepare()
    servers.run(servers.Place(host, port), workers=workers, background=not no_worker)
