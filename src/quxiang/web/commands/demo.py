"""``quxiang demo``: a made-up school in the browser, with its cast to log in as."""

from __future__ import annotations

from pathlib import Path

import click

from quxiang.cli.chinese import Command

EPILOG = """
quxiang demo
quxiang demo --port 8080 --folder demo-school --no-browser
"""


def enough(graduates: int) -> int:
    """Refuse a size no season is made in."""
    if not 500 <= graduates <= 50_000:
        raise click.BadParameter(f"{graduates} 不在 500 到 50000 之间")
    return graduates


@click.command(
    cls=Command,
    help="建一所虚构的学校（已建好的接着用），启动网站并打开浏览器；登录页上可选角色。",
    epilog=EPILOG,
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, metavar="端口",
    help="监听哪个端口。",
)  # fmt: skip
@click.option(
    "--folder", default=Path("demo"), show_default=True, metavar="文件夹", help="学校建在哪里。",
    type=click.Path(path_type=Path, file_okay=False),
)  # fmt: skip
@click.option(
    "--graduates", default=600, show_default=True, metavar="人数", help="多少名毕业生。",
    callback=lambda _ctx, _param, count: enough(count),
)  # fmt: skip
@click.option("--no-browser", is_flag=True, help="不打开浏览器。")
@click.option("--seed-only", is_flag=True, help="只建学校，不启动网站。")
def command(
    port: int,
    folder: Path,
    graduates: int,
    no_browser: bool,
    seed_only: bool,
) -> None:
    from quxiang.web.commands import django, servers

    home = folder.resolve() / "home"
    django.start(QUXIANG_HOME=str(home), QUXIANG_DEMO="1")
    servers.prepare()
    from quxiang.web.commands.demo_school import seed

    seed(graduates)
    if seed_only:
        click.echo(f"演示学校在 {folder} 。")
        return
    servers.in_background("quxiang.web.commands.demo_report", str(folder.resolve()))
    place = servers.Place("127.0.0.1", port)
    servers.run(place, workers=2, background=True, ready=None if no_browser else opener(place.url))


def opener(url: str):  # type: ignore[no-untyped-def]
    """Return what opens the browser once the server answers."""
    import time
    import urllib.request
    import webbrowser

    def open_when_ready() -> None:
        for _ in range(100):
            try:
                urllib.request.urlopen(url, timeout=1)  # noqa: S310 - our own address
            except OSError:
                time.sleep(0.2)
            else:
                webbrowser.open(url)
                return

    return open_when_ready
