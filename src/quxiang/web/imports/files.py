"""Where uploads lie until they are applied: sealed, below the installation's folder."""

from __future__ import annotations

import secrets
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from quxiang.web.common.sealed import NONCE, keyring

PURPOSE = b"upload"
FOLDER = "uploads"


def keep(content: bytes) -> str:
    """Seal an upload and return where it lies."""
    ring, nonce = keyring(), secrets.token_bytes(NONCE)
    name = f"{FOLDER}/{secrets.token_hex(16)}.{ring.current}"
    path = Path(settings.HOME) / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(nonce + AESGCM(ring.keys[ring.current]).encrypt(nonce, content, PURPOSE))
    path.chmod(0o600)
    return name


@contextmanager
def opened(name: str, filename: str) -> Iterator[Path]:
    """Give the upload as a plain file of its own name, for as long as it is read."""
    path = Path(settings.HOME) / name
    raw, key = path.read_bytes(), keyring().keys[path.suffix[1:]]
    with TemporaryDirectory(prefix="quxiang-") as folder:
        plain = Path(folder) / Path(filename).name
        plain.touch(mode=0o600)
        plain.write_bytes(AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], PURPOSE))
        yield plain


def forget(name: str) -> None:
    if name:
        (Path(settings.HOME) / name).unlink(missing_ok=True)


def sweep(kept: Container[str], before: datetime) -> int:
    """Delete uploads written before a moment that nothing in ``kept`` names; return how many."""
    count = 0
    for path in (Path(settings.HOME) / FOLDER).glob("*"):
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if path.is_file() and written < before and f"{FOLDER}/{path.name}" not in kept:
            path.unlink(missing_ok=True)
            count += 1
    return count
