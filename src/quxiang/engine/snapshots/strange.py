"""A snapshot holds plain files in plain folders: a link leads elsewhere, a pipe never ends."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from quxiang.problems import Problem, UnusableError, Where


def everything(folder: Path) -> Iterator[Path]:
    """Give every file and folder below a folder, following no link."""
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from everything(path)


def strange_files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Give what is neither a plain file nor a plain folder, and what it is."""
    for path in everything(folder):
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            yield path, "链接"
        elif stat.S_ISDIR(mode):
            if not _has_a_place(path.relative_to(folder)):
                yield path, "文件夹"
        elif not stat.S_ISREG(mode):
            yield path, "管道或设备"


def _has_a_place(path: Path) -> bool:
    """Say whether a folder may lie there: texts, runs, and what a writer left half done."""
    return path.parts in {("rules",), ("runs",)} or (
        path.parts[0] == "runs" and len(path.parts) == 2
    )


def refuse_strange(folder: Path) -> None:
    """Raise :class:`UnusableError` where something below a folder is no plain file."""
    for path, what in strange_files(folder):
        name = path.relative_to(folder).as_posix()
        message = f"快照“{folder.name}”里的 {name} 是{what}，不是文件；快照里不放{what}。"
        remedy = "请移走它，并取回原来的文件。"
        raise UnusableError(Problem("snapshot_strange_file", message, remedy, Where(str(folder))))
