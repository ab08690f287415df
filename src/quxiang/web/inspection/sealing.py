"""Files larger than memory, sealed frame by frame under a key of their own.

A frame is a length and its ciphertext; its place and whether it is the last are sealed with it,
so that frames cannot be left out, put in another order or cut off.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from quxiang.web.common import sealed

FOLDER, PURPOSE = "packs", "key"
FRAME = 1 << 20
_MARK = b"quxiangp1\n"


class BrokenError(Exception):
    """Raised where a file is not what was put in."""


def place(path: str) -> Path:
    return Path(settings.HOME) / FOLDER / path


class Sealing:
    """A file to write to; what is not closed in order is no file."""

    def __init__(self, school_id: int) -> None:
        name = secrets.token_hex(16)
        self.path, self._key = f"{school_id}/{name}", AESGCM.generate_key(bit_length=256)
        self._draft = place(f"{self.path}.part")
        self._draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.fdopen(os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600),
                               "wb")  # fmt: skip
        self._file.write(_MARK)
        self._waiting, self._at, self.size = bytearray(), 0, 0
        self._digest = hashlib.sha256()

    def __enter__(self) -> Sealing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is None:
            self._frame(bytes(self._waiting), last=True)
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._draft.replace(place(self.path))
        else:
            self._draft.unlink(missing_ok=True)

    def write(self, content: bytes) -> int:
        self._digest.update(content)
        self._waiting += content
        self.size += len(content)
        while len(self._waiting) > FRAME:
            self._frame(bytes(self._waiting[:FRAME]), last=False)
            del self._waiting[:FRAME]
        return len(content)

    def flush(self) -> None:
        """Frames are written whole; a zip asks for this after each file."""

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    @property
    def key_sealed(self) -> str:
        return sealed.seal(base64.b64encode(self._key).decode(), PURPOSE)

    def _frame(self, content: bytes, *, last: bool) -> None:
        about = _about(self.path, self._at, last=last)
        body = AESGCM(self._key).encrypt(_nonce(self._at), content, about)
        self._file.write(bytes([last]) + len(body).to_bytes(4, "big") + body)
        self._at += 1


def opened(path: str, key_sealed: str) -> Iterator[bytes]:
    """Give a file chunk by chunk. Raises :class:`BrokenError` where it is not what was put in."""
    key = AESGCM(base64.b64decode(sealed.unseal(key_sealed, PURPOSE)))
    at, last = 0, False
    with place(path).open("rb") as file:
        if file.read(len(_MARK)) != _MARK:
            raise BrokenError(path)
        while not last:
            head = file.read(5)
            body = file.read(int.from_bytes(head[1:], "big")) if len(head) == 5 else b""
            last = head[:1] == b"\x01"
            try:
                yield key.decrypt(_nonce(at), body, _about(path, at, last=last))
            except (InvalidTag, ValueError) as error:
                raise BrokenError(path) from error
            at += 1


def forget(path: str) -> None:
    place(path).unlink(missing_ok=True)


def _nonce(at: int) -> bytes:
    return at.to_bytes(12, "big")  # a key is used for one file alone


def _about(path: str, at: int, *, last: bool) -> bytes:
    return f"{path} {at} {int(last)}".encode()
