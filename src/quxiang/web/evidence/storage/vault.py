"""Files sealed by AES-256-GCM and named by their SHA-256: one of a kind in a school."""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from quxiang.web.common.sealed import NONCE, keyring
from quxiang.web.evidence.storage.configured import place
from quxiang.web.evidence.storage.places import PlaceError

#: what a sealed object begins with; then the key's name, a line's end, nonce and ciphertext
_MARK = b"quxiang1 "
SMALL = ".small"


class BrokenError(PlaceError):
    """Raised where an object lies there and is not what was put in."""


def keep(school_id: int, content: bytes, thumbnail: bytes) -> str:
    """Seal a file with its thumbnail and return the SHA-256 it is found by."""
    sha256 = hashlib.sha256(content).hexdigest()
    _put(name_of(school_id, sha256), content)
    _put(name_of(school_id, sha256) + SMALL, thumbnail)
    return sha256


def content_of(school_id: int, sha256: str) -> bytes:
    """Return a file. Raises :class:`BrokenError` when it is not what its hash says."""
    content = _get(name_of(school_id, sha256))
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BrokenError(sha256)
    return content


def thumbnail_of(school_id: int, sha256: str) -> bytes:
    return _get(name_of(school_id, sha256) + SMALL)


def name_of(school_id: int, sha256: str) -> str:
    return f"{school_id}/{sha256[:2]}/{sha256}"


def _put(name: str, content: bytes) -> None:
    ring, nonce = keyring(), secrets.token_bytes(NONCE)
    # the name is sealed with it: an object moved to another name or school does not open
    sealed = AESGCM(ring.keys[ring.current]).encrypt(nonce, content, name.encode())
    place().put(name, _MARK + ring.current.encode() + b"\n" + nonce + sealed)


def _get(name: str) -> bytes:
    head, _, body = place().get(name).partition(b"\n")
    key = keyring().keys.get(head.removeprefix(_MARK).decode("ascii", "replace"))
    if not head.startswith(_MARK) or key is None:
        raise BrokenError(name)
    try:
        return AESGCM(key).decrypt(body[:NONCE], body[NONCE:], name.encode())
    except (InvalidTag, ValueError) as error:
        raise BrokenError(name) from error


def sealed_under(name: str) -> str:
    """Return the name of the key an object is sealed under; empty where it is no sealed object."""
    head, _, _ = place().get(name)[:80].partition(b"\n")
    return head.removeprefix(_MARK).decode("ascii", "replace") if head.startswith(_MARK) else ""


def seal_anew(name: str) -> None:
    """Seal an object under the current key."""
    _put(name, _get(name))
