"""Folders that are there whole or not at all, and files nobody writes twice."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quxiang.problems import Problem, UnusableError, Where

READ_ONLY = 0o444
#: what stands in the name of a folder that is still being written
UNFINISHED = ".unfinished-"


def refuse_taken(target: Path) -> None:
    """Raise :class:`UnusableError` where a new folder cannot be made: taken, or nowhere to be."""
    if target.exists() or target.is_symlink():
        message = f"“{target}”已经有了，快照从不覆盖。"
        raise UnusableError(Problem("snapshot_exists", message, "请换一个新的文件夹名。"))
    if not target.absolute().parent.is_dir():
        raise UnusableError(_unwritable(target))


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """Give an empty folder that is renamed to ``target`` once everything in it was written.

    Whatever goes wrong, ``target`` is not there. Raises :class:`UnusableError` where it already is
    there or where nothing can be written.
    """
    refuse_taken(target)
    parent = target.absolute().parent
    inside = parent / f".{target.name}{UNFINISHED}{secrets.token_hex(4)}"
    try:
        inside.mkdir()
        yield inside
        sync_folder(inside)
        refuse_taken(target)
        inside.rename(target)
        sync_folder(parent)
    except OSError as error:
        raise UnusableError(_unwritable(target, error)) from error
    finally:
        shutil.rmtree(inside, ignore_errors=True)


@contextmanager
def on_disk(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses inside a snapshot into :class:`UnusableError`."""
    try:
        yield
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else str(folder)
        why = "没有权限" if isinstance(error, PermissionError) else error.strerror or str(error)
        message = f"读写不了“{name}”：{why}。"
        problem = Problem("snapshot_unreadable", message, "请核对权限与磁盘。", Where(str(folder)))
        raise UnusableError(problem) from error


def write_once(path: Path, data: bytes) -> None:
    """Write a new file, on the disk before we go on, and make it read-only."""
    with path.open("xb") as file:
        file.write(data)
    settle(path)


def settle(path: Path) -> None:
    """Bring a written file onto the disk and make it read-only."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.chmod(READ_ONLY)


def write_shared(path: Path, data: bytes) -> None:
    """Write a file named after its content, unless it is there already."""
    if path.exists():
        return
    part = path.with_name(f".{path.name}{UNFINISHED}{secrets.token_hex(4)}")
    write_once(part, data)
    part.replace(path)


def sync_folder(folder: Path) -> None:
    """Bring a folder's own entries onto the disk, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(target: Path, error: OSError | None = None) -> Problem:
    why = "上级文件夹不存在"
    if isinstance(error, PermissionError):
        why = "没有写权限"
    elif error is not None and not isinstance(error, FileNotFoundError):
        why = f"系统报告 {error.strerror or error}"
    message = f"不能写到“{target}”：{why}。"
    remedy = "请给出可写的文件夹里的一个新名字。"
    return Problem("snapshot_unwritable", message, remedy, Where(str(target)))
