"""The receipt of a complaint: 128 bits somebody can write down, kept here as a hash only."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from quxiang.web.config.home import kept_secret

#: digits nobody mistakes for one another (Crockford's base 32)
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")
LENGTH = 26
_GROUP = 5


def receipt_of(nonce: str) -> str:
    """Return the receipt of a form: sent twice, it is the same one."""
    key = kept_secret("receipts").encode()
    number = int.from_bytes(hmac.digest(key, nonce.encode(), "sha256")[:16])
    return "".join(DIGITS[number >> 5 * at & 31] for at in reversed(range(LENGTH)))


def hash_of(receipt: str) -> str:
    return hashlib.sha256(receipt.encode()).hexdigest()


def grouped(receipt: str) -> str:
    """Return a receipt as it is shown: in groups one can read out."""
    return "-".join(receipt[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def typed(text: str) -> str:
    """Return what was typed as a receipt, or nothing where it cannot be one."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_MISREAD)
    kept = "".join(each for each in plain if each.isalnum())
    return kept if len(kept) == LENGTH and all(each in DIGITS for each in kept) else ""
