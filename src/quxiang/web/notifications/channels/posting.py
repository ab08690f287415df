"""Post once, and tell "never left" from "may have arrived"."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from quxiang.web.notifications.channels.outcomes import Refused, Uncertain

LARGEST = 64 << 10
PIECE = 4096


@dataclass(frozen=True)
class Answer:
    status: int
    said: Mapping[str, Any]


def post(
    url: str, headers: Mapping[str, str], body: bytes, *, seconds: float
) -> Answer | Refused | Uncertain:
    """Post ``body`` once, following nothing; ``url`` is already encoded."""
    connection = _connection(url, seconds)
    try:
        connection.connect()
    except OSError:  # nothing has left this machine
        connection.close()
        return Refused("连不上通道，没有发出。请核对地址和网络。", again=True)
    try:
        return _exchanged(connection, url, headers, body, time.monotonic() + seconds)
    except (OSError, http.client.HTTPException, ValueError):
        return Uncertain("已交给通道，但没有收到可读的答复，不知道是否发出。请人工核实。")
    finally:
        connection.close()


def _connection(url: str, seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=seconds, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)


def _exchanged(
    connection: http.client.HTTPConnection, url: str, headers: Mapping[str, str], body: bytes,
    end: float,
) -> Answer:  # fmt: skip
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", target, body, dict(headers))
    answer = connection.getresponse()
    said = json.loads(_content(answer, end))
    if not isinstance(said, dict):
        raise ValueError(type(said))
    return Answer(answer.status, said)


def _content(answer: http.client.HTTPResponse, end: float) -> bytes:
    """Read the whole answer; ``ValueError`` when it is too large, ``TimeoutError`` too late."""
    content = b""
    while piece := answer.read1(PIECE):
        content += piece
        if len(content) > LARGEST:
            raise ValueError(len(content))
        if time.monotonic() > end:
            raise TimeoutError
    return content
