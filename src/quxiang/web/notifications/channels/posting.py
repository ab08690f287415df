"""Post once, and tell "never left" from "may have arrived"."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
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
        with _cut_after(seconds, connection.sock):
            return _exchanged(connection, url, headers, body)
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


@contextmanager
def _cut_after(seconds: float, line: socket.socket) -> Iterator[None]:
    """Cut the line when the time is up: a vendor that drips keeps no worker waiting."""

    def cut() -> None:
        with suppress(OSError):  # it ended by itself
            line.shutdown(socket.SHUT_RDWR)

    guard = threading.Timer(seconds, cut)
    guard.start()
    try:
        yield
    finally:
        guard.cancel()


def _exchanged(
    connection: http.client.HTTPConnection, url: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", target, body, dict(headers))
    answer = connection.getresponse()
    said = json.loads(_content(answer))
    if not isinstance(said, dict):
        raise ValueError(type(said))
    return Answer(answer.status, said)


def _content(answer: http.client.HTTPResponse) -> bytes:
    """Read the whole answer; ``ValueError`` when it is too large, ``IncompleteRead`` when cut."""
    content = b""
    while piece := answer.read1(PIECE):
        content += piece
        if len(content) > LARGEST:
            raise ValueError(len(content))
    if answer.length:  # the line was cut before all of it came
        raise http.client.IncompleteRead(content)
    return content
