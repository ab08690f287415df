"""Keep what checking learned: shipped with the package, or in the user's cache folder.

A file is used only when its name says that everything it was made from is the same, its own hash
holds, it has the expected form, and the folder is the user's alone; else it is as if it were not
there. It holds JSON, never code. A folder that cannot be written changes nothing but the time.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import msgspec

from quxiang import __version__
from quxiang.standards import tables

#: larger than anything written here
LARGEST = 16 << 20
#: so many files stay, the newest
KEPT_FILES = 24
#: where the package brings what checking its own rules learned
SHIPPED = Path(__file__).parent / "kept"
PARTS = ("sqlglot", "duckdb", "msgspec")

T = TypeVar("T")


def remembered(kind: str, made_from: Iterable[bytes], form: type[T], make: Callable[[], T]) -> T:
    """Return what was kept for exactly these inputs and this program, else make and keep it."""
    name, folder = f"{kind}-{_key(made_from)}.json", _folder()
    known = _read(SHIPPED / name, form)
    if known is None and folder is not None and _mine(folder):
        known = _read(folder / name, form)
    if known is None:
        known = make()
        if folder is not None:
            _write(folder / name, msgspec.json.encode(known))
    return known


def _folder() -> Path | None:
    """Return the folder of the platform for what may be lost; ``None`` without a home."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if given.is_absolute():
        return given / "quxiang"
    usual = {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(sys.platform, ".cache")
    try:
        return Path.home() / usual / "quxiang"
    except RuntimeError:
        return None


def _key(made_from: Iterable[bytes]) -> str:
    whole = sha256(_program())
    for part in made_from:
        whole.update(len(part).to_bytes(8) + part)
    return whole.hexdigest()[:40]


@lru_cache(maxsize=1)
def _program() -> bytes:
    """Return a hash of the engine's own sources and of the versions that judge SQL."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    whole = sha256("|".join((__version__, *map(version, PARTS))).encode())
    for path in (*sources, Path(tables.__file__)):
        whole.update(sha256(path.read_bytes()).digest())
    return whole.digest()


def _read(path: Path, form: type[T]) -> T | None:
    try:
        if path.stat().st_size > LARGEST:
            return None
        digest, _, content = path.read_bytes().partition(b"\n")
        if digest != sha256(content).hexdigest().encode():
            return None
        return msgspec.json.decode(content, type=form)
    except (OSError, msgspec.MsgspecError):
        return None


def _mine(folder: Path) -> bool:
    """Say whether nobody else can put a file there."""
    if not hasattr(os, "getuid"):
        return True
    try:
        about = folder.lstat()
    except OSError:
        return False
    return about.st_uid == os.getuid() and not about.st_mode & 0o022


def _write(path: Path, content: bytes) -> None:
    """Put the file there whole or not at all, whoever else is writing it."""
    folder = path.parent
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _mine(folder):
            return
        handle, name = tempfile.mkstemp(dir=folder, prefix=path.stem, suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sha256(content).hexdigest().encode() + b"\n" + content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _forget_old(folder)


def _forget_old(folder: Path) -> None:
    files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[KEPT_FILES:]:
        path.unlink(missing_ok=True)
