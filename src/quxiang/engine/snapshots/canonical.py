"""One way to write JSON and to hash it: the same facts always give the same bytes."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec


def json_bytes(value: object) -> bytes:
    """Return a value as JSON for a file people read: keys sorted, one a line."""
    return msgspec.json.format(json_line(value), indent=2) + b"\n"


def json_line(value: object) -> bytes:
    """Return a value as one line of JSON, keys sorted."""
    return msgspec.json.encode(value, order="sorted")


def json_lines(lines: Iterable[bytes]) -> bytes:
    """Return lines as a file of one value a line; none give an empty file."""
    return b"".join(line + b"\n" for line in lines)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file without holding it whole.

    Raises ``OSError`` for what is no plain file: a pipe would never end.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "不是普通文件", str(path))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
