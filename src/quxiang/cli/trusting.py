"""Trusted certificates a command is given, and what needs pyHanko said where it is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quxiang.problems import Problem, UnusableError


def roots_in(paths: tuple[Path, ...]) -> list[bytes]:
    """Return the certificates that are trusted; refuses what is none."""
    found = [content_of(each) for each in paths]
    for path, content in zip(paths, found, strict=True):
        with pyhanko_wanted():
            from quxiang.seals.verifying import certificate
        try:
            certificate(content)
        except (ValueError, TypeError) as error:
            message = f"{path} 不是证书。"
            remedy = "请给 PEM 或 DER 格式的证书。"
            raise UnusableError(Problem("seal.certificate", message, remedy)) from error
    return found


@contextmanager
def pyhanko_wanted() -> Iterator[None]:
    """Say in a sentence that what verifies seals is not installed."""
    try:
        yield
    except ImportError as error:
        message = "核验签章需要 pyHanko，这里没有安装。"
        raise UnusableError(
            Problem("seal.missing", message, "请安装：pip install 'quxiang[web]'")
        ) from error


def content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} 读不出来。"
        raise UnusableError(Problem("file.unreadable", message, "请核对文件名和权限。")) from error
