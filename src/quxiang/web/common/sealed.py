"""Personal numbers at rest: sealed by AES-256-GCM, found by a blind index, shown masked.

A sealed value is kept in three columns: ``X_sealed`` (key id and ciphertext), ``X_blind`` (keyed
hash for exact match) and ``X_masked`` (what lists show, so that a list never decrypts).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from quxiang.web.config.home import kept_secret

NONCE = 12
KEYRING = "keys/sealing.json"


class SealBrokenError(Exception):
    """Raised where a sealed value cannot be opened: wrong key, or it was changed."""


@dataclass(frozen=True)
class Keyring:
    """The keys of this installation: the current one seals, all of them open."""

    current: str
    keys: dict[str, bytes]


def keyring_file() -> Path:
    return Path(settings.HOME) / KEYRING


@lru_cache(maxsize=4)
def _read(path: str, stamp: int) -> Keyring:
    data = json.loads(Path(path).read_text(encoding="ascii"))
    keys = {name: base64.b64decode(key) for name, key in data["keys"].items()}
    return Keyring(data["current"], keys)


def keyring() -> Keyring:
    """Return the keys; the first is drawn when the installation has none."""
    path = f"{settings.HOME}/{KEYRING}"
    try:
        stamp = os.stat(path).st_mtime_ns  # noqa: PTH116 - asked for every number there is
    except FileNotFoundError:
        write_keyring(Keyring("k1", {"k1": secrets.token_bytes(32)}))
        return keyring()
    return _read(path, stamp)


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def write_keyring(ring: Keyring) -> None:
    """Write the keys whole, for their owner's eyes only."""
    path = keyring_file()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    keys = {name: base64.b64encode(key).decode() for name, key in ring.keys.items()}
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"current": ring.current, "keys": keys}), encoding="ascii")
    draft.replace(path)


def with_new_key(ring: Keyring) -> Keyring:
    """Return the ring with a fresh key as the current one; old ones still open."""
    name = f"k{max(int(each[1:]) for each in ring.keys) + 1}"
    return Keyring(name, {**ring.keys, name: secrets.token_bytes(32)})


def seal(text: str, purpose: str) -> str:
    """Return ``text`` sealed under the current key; ``purpose`` binds it to its place."""
    return Sealer(purpose).seal(text)


def unseal(sealed: str, purpose: str) -> str:
    """Return what was sealed. Raises :class:`SealBrokenError`."""
    if not sealed:
        return ""
    key_id, _, body = sealed.partition(":")
    try:
        raw = base64.b64decode(body)
        key = keyring().keys[key_id]
        return _cipher(key).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode()).decode()
    except (KeyError, InvalidTag, ValueError) as error:
        raise SealBrokenError(f"key {key_id}") from error


def folded(number: str) -> str:
    """Return a number as it is compared: half width, no spaces or dashes, upper case."""
    if number.isascii() and number.isalnum():  # as most are
        return number.upper()
    plain = unicodedata.normalize("NFKC", number)
    return "".join(plain.split()).replace("-", "").upper()


def blind(number: str, purpose: str) -> str:
    """Return the keyed hash a sealed number is found by; empty for an empty number."""
    if not (plain := folded(number)):
        return ""
    key = kept_secret("blind").encode()
    return hmac.new(key, f"{purpose}|{plain}".encode(), hashlib.sha256).hexdigest()[:32]


def masked(number: str, *, head: int = 3, tail: int = 4) -> str:
    """Return a number with its middle hidden: ``138****5678``."""
    plain = folded(number)
    hidden = len(plain) - head - tail
    return plain[:head] + "*" * hidden + plain[-tail:] if hidden > 0 else "*" * len(plain)


def columns(name: str, number: str) -> dict[str, str]:
    """Return the three columns of a sealed number, by name."""
    return Sealer(name).columns(number)


class Sealer:
    """Seals many numbers for one purpose: the keys are looked up once, not for every number."""

    def __init__(self, purpose: str) -> None:
        ring = keyring()
        self.key, self._cipher = ring.current, _cipher(ring.keys[ring.current])
        self._bound = purpose.encode()
        self._names = tuple(f"{purpose}_{part}" for part in ("sealed", "blind", "masked"))
        key = kept_secret("blind").encode()
        self._hash = hmac.new(key, f"{purpose}|".encode(), hashlib.sha256)

    def seal(self, text: str) -> str:
        if not text:
            return ""
        nonce = secrets.token_bytes(NONCE)
        sealed = self._cipher.encrypt(nonce, text.encode(), self._bound)
        return f"{self.key}:{base64.b64encode(nonce + sealed).decode()}"

    def blind(self, number: str) -> str:
        if not (plain := folded(number)):
            return ""
        found = self._hash.copy()
        found.update(plain.encode())
        return found.hexdigest()[:32]

    def columns(self, number: str, known_blind: str = "") -> dict[str, str]:
        """Return the three columns; whoever has made the blind index already hands it over."""
        plain = folded(number)
        values = (self.seal(plain), known_blind or self.blind(plain), masked(plain))
        return dict(zip(self._names, values, strict=True))
