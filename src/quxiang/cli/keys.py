"""The key that identity and phone numbers are hashed with: public, or an office's own."""

from __future__ import annotations

import hmac
from pathlib import Path

from quxiang.problems import Problem, UnusableError, Where

#: the key of a plain run: public, so that anybody's run gives the same hashes
PUBLIC_KEY = b"quxiang check"
PUBLIC_ID = "public"
#: a shorter key could be guessed
_LEAST, _MOST = 16, 4096
_ID_DIGITS = 16


def read_key(path: Path | None) -> bytes:
    """Return the key a file holds, or the public one; refuse a file that cannot be a key."""
    if path is None:
        return PUBLIC_KEY
    try:
        with path.open("rb") as file:
            key = file.read(_MOST + 1).strip()
    except OSError as error:
        message = f"读不了密钥文件“{path}”。"
        raise UnusableError(_refusal(path, message, "请核对路径与权限。")) from error
    if not _LEAST <= len(key) <= _MOST:
        message = f"密钥文件“{path}”应有 {_LEAST} 到 {_MOST} 个字节，现有 {len(key)} 个。"
        raise UnusableError(_refusal(path, message, "请用随机生成的密钥。"))
    return key


def _refusal(path: Path, message: str, remedy: str) -> Problem:
    return Problem("bad_key", message, remedy, Where(path.name))


def key_id(key: bytes) -> str:
    """Return a name for a key that gives nothing of it away."""
    if key == PUBLIC_KEY:
        return PUBLIC_ID
    return hmac.digest(key, b"quxiang key id", "sha256").hex()[:_ID_DIGITS]
