"""Sign for Alibaba Cloud: signature method V3, ACS3-HMAC-SHA256.

Source: help.aliyun.com/document_detail/2593177.html (V3版本请求体&签名机制).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"


def query_string(values: Mapping[str, str]) -> str:
    """Return the canonical query: sorted by name, RFC 3986, a space is ``%20``."""
    return "&".join(f"{_coded(k)}={_coded(v)}" for k, v in sorted(values.items()))


def _coded(text: str) -> str:
    return quote(text, safe="-_.~")


def signature(secret: str, query: str, headers: Mapping[str, str]) -> str:
    """Return the signature of a POST to ``/`` whose body's hash stands in ``headers``."""
    ordered = sorted(headers.items())
    canonical = "\n".join(
        ["POST", "/", query, *(f"{k}:{v.strip()}" for k, v in ordered), "",
         names(headers), headers["x-acs-content-sha256"]]
    )  # fmt: skip
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


def names(headers: Mapping[str, str]) -> str:
    return ";".join(sorted(headers))


def authorization(key_id: str, secret: str, query: str, headers: Mapping[str, str]) -> str:
    signed = signature(secret, query, headers)
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={names(headers)},Signature={signed}"
