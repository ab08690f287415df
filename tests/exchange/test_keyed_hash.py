"""Numbers are hashed by plain HMAC-SHA-256, whatever is spared in working it out."""

from __future__ import annotations

import hmac

from hypothesis import given
from hypothesis import strategies as st

from quxiang.exchange.keyedhash import keyed_hash


@given(key=st.binary(max_size=150), text=st.text())
def test_the_hash_is_the_hmac_of_any_text_under_any_key(key: bytes, text: str) -> None:
    assert keyed_hash(key, text, 64) == hmac.digest(key, text.encode(), "sha256").hex()
