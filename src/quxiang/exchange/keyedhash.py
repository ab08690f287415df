"""HMAC-SHA-256 of many short texts under one key: the key is worked in once, not once a text."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

_BLOCK = 64


def keyed_hash(key: bytes, text: str, digits: int) -> str:
    """Return the first hexadecimal digits of the HMAC of a text.

    The same as ``hmac.digest(key, …, "sha256")`` and half its time, which is most of what the
    numbers of ten thousands of people cost.
    """
    inner, outer = (each.copy() for each in _worked_in(key))
    inner.update(text.encode())
    outer.update(inner.digest())
    return str(outer.hexdigest()[:digits])


@lru_cache(maxsize=16)
def _worked_in(key: bytes) -> tuple[Any, Any]:
    """Return the two hashes the key begins; hashlib has no public name for their type."""
    block = (sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner, outer = (sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))
    return inner, outer
