"""Where documents lie: in a private folder of the installation, each sealed under its own key.

The key stands sealed in the row, so it follows a change of keys like every sealed column.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from quxiang.web.common import sealed
from quxiang.web.documents.models import Stored
from quxiang.web.evidence.storage.places import Folder

FOLDER = "documents"
PURPOSE = "key"


class BrokenError(Exception):
    """Raised where a file is not what was put in."""


def folder() -> Folder:
    return Folder(Path(settings.HOME) / FOLDER)


def keep(school_id: int, content: bytes) -> dict[str, str]:
    """Keep a file; return the columns of its row."""
    name, key = secrets.token_hex(16), AESGCM.generate_key(bit_length=256)
    path, nonce = f"{school_id}/{name[:2]}/{name}", secrets.token_bytes(sealed.NONCE)
    folder().put(path, nonce + AESGCM(key).encrypt(nonce, content, path.encode()))
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "key_sealed": sealed.seal(base64.b64encode(key).decode(), PURPOSE),
        "path": path,
    }


def content_of(row: Stored) -> bytes:
    """Return a file. Raises :class:`BrokenError` when it is not what its hash says."""
    raw = folder().get(row.path)
    key = base64.b64decode(sealed.unseal(row.key_sealed, PURPOSE))
    try:
        body = raw[sealed.NONCE :]
        content = AESGCM(key).decrypt(raw[: sealed.NONCE], body, row.path.encode())
    except InvalidTag as error:
        raise BrokenError(row.path) from error
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise BrokenError(row.path)
    return content


def forget(row: Stored) -> None:
    folder().delete(row.path)
