"""The key a snapshot's hashes are made with: this installation's own, for snapshots only."""

from __future__ import annotations

import hmac
from hashlib import blake2b

from quxiang.exchange.keys import KEY_DIGITS
from quxiang.web.config.home import kept_secret

#: hexadecimal digits of a hash that is no key of a person
DIGITS = 32
_ID_DIGITS = 16


def snapshot_key() -> bytes:
    """Return the key; it follows from the blind index too, whose hashes it hashes again.

    So a change of either is another key, with another id, and no chain goes on with it unnoticed.
    """
    own, blind = (kept_secret(name).encode() for name in ("snapshot", "blind"))
    return hmac.digest(own, blind, "sha256")


def key_id(key: bytes) -> str:
    """Return a name for a key that gives nothing of it away."""
    return hmac.digest(key, b"quxiang snapshot key", "sha256").hex()[:_ID_DIGITS]


def hashed(key: bytes, blind: str | None, digits: int = DIGITS) -> str | None:
    """Return a blind index hashed once more, the same wherever the same number stood.

    BLAKE2 takes its key itself and a quarter of the time of an HMAC: this is asked 200,000 times.
    """
    if not blind:
        return None
    return blake2b(blind.encode(), key=key, digest_size=digits // 2).hexdigest()


def person_key(key: bytes, school: str, cohort: str, numbers: tuple[str | None, ...]) -> str:
    """Return the engine's key of a graduate: of the first number there is, best first."""
    number = next(filter(None, numbers), "")
    text = f"{school}|{cohort}|{number}".encode()
    return blake2b(text, key=key, digest_size=KEY_DIGITS // 2).hexdigest()
