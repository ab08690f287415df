"""Send one question and read the answer, within limits: where to, how long, how large.

Whatever goes wrong is one sentence in :class:`UnansweredError`; nothing else comes out of here.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

#: bytes of an answer; the record of one employer is a hundredth of it
LARGEST = 256 * 1024
PIECE = 16 * 1024
#: how often an answer may point to another path of the same host
TURNS = 3
_MOVED = (301, 302, 303, 307, 308)
_SAFE = "!#$%&'()*+,/:;=?@[]~"

PAGE = "对方返回的是网页，不是约定的数据，没有采用。请核对接口地址和密钥。"


class UnansweredError(Exception):
    """Raised with the sentence that says why there is no usable answer."""


class AbsentError(Exception):
    """Raised when the interface says that there is no such employer (404)."""


@dataclass(frozen=True)
class Question:
    """One request, whole: where to, how, what with, and how many seconds it may take in all."""

    url: str
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] | None = None
    seconds: int = 10


def fault_of_address(url: str) -> str:
    """Return why an address may not be asked, in a sentence; empty where it may."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "接口地址写得不对，请核对。"
    if not host or "{" in parts.netloc:
        return "接口地址里要有固定的主机名，请核对。"
    if parts.username is not None:
        return "接口地址里不能写账号和密码，请放在密钥里。"
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)):
        return ""
    return "接口地址须是加密的（以 https 开头），只有本机的服务可以不加密。"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def answer_to(question: Question) -> bytes:
    """Return the bytes of the answer.

    Raises :class:`AbsentError` for 404, :class:`UnansweredError` for everything else.
    """
    end = time.monotonic() + question.seconds
    url = question.url
    for _ in range(TURNS):
        if fault := fault_of_address(url):
            raise UnansweredError(fault)
        moved, content = _asked_within(question, url, end)
        if not moved:
            return content
        url = _same_host(url, moved)
    raise UnansweredError("对方一再把查询转来转去，没有再跟。请核对接口地址。")


def _same_host(url: str, moved: str) -> str:
    target = urljoin(url, moved)
    try:
        here, there = _origin(urlsplit(url)), _origin(urlsplit(target))
    except ValueError:
        there, here = None, None
    if there is None or here != there:
        raise UnansweredError("对方把查询转到了另一个主机，没有跟过去。请核对接口地址。")
    return target


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port


def _asked_within(question: Question, url: str, end: float) -> tuple[str, bytes]:
    """Ask, and cut the line when the time is up: a server that drips keeps nobody waiting."""
    left = end - time.monotonic()
    if left <= 0:
        raise _too_late(question)
    connection = _connection(urlsplit(url), left)
    late = threading.Event()

    def cut() -> None:
        late.set()
        if (line := connection.sock) is not None:
            with suppress(OSError):  # it ended by itself
                line.shutdown(socket.SHUT_RDWR)

    guard = threading.Timer(left, cut)
    guard.start()
    try:
        answered = _exchange(connection, question, url)
    except (OSError, http.client.HTTPException, ValueError) as error:
        slow = late.is_set() or isinstance(error, TimeoutError)
        raise _too_late(question) if slow else _broken(error) from error
    finally:
        guard.cancel()
        connection.close()
    if late.is_set():
        raise _too_late(question)
    return answered


def _too_late(question: Question) -> UnansweredError:
    return UnansweredError(f"对方 {question.seconds} 秒内没有答复完，没有查成。请稍后再试。")


def _broken(error: Exception) -> UnansweredError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return UnansweredError("对方的安全证书不可信，没有查。请核对接口地址。")
    if isinstance(error, http.client.IncompleteRead | ConnectionResetError):
        return UnansweredError("对方没有答复完就断开了，没有查成。请稍后再试。")
    if isinstance(error, OSError):
        return UnansweredError("连不上接口，没有查成。请核对接口地址和网络。")
    return UnansweredError("对方的答复不合规范，读不出来。请核对接口地址。")


def _connection(parts: SplitResult, seconds: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            host, parts.port, timeout=seconds, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, parts.port, timeout=seconds)


def _exchange(
    connection: http.client.HTTPConnection, question: Question, url: str
) -> tuple[str, bytes]:
    """Send and read once; returns where it was moved to, else the content."""
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe=_SAFE)
    if parts.query:
        path += f"?{quote(parts.query, safe=_SAFE)}"
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    body = question.body.encode() if question.method == "POST" else None
    if body is not None:
        headers["Content-Type"] = "application/json"
    connection.request(question.method, path, body, {**headers, **(question.headers or {})})
    answer = connection.getresponse()
    if answer.status in _MOVED:
        return answer.headers.get("Location") or "//", b""
    _refuse(answer.status)
    return "", _content(answer)


def _refuse(status: int) -> None:
    if 200 <= status < 300:
        return
    if status == 404:
        raise AbsentError
    if status == 429:
        raise UnansweredError("对方说查询太频繁（429），没有查成。请调低每分钟次数，稍后再试。")
    if status in (401, 403):
        raise UnansweredError(f"对方拒绝了查询（{status}），没有查成。请核对密钥。")
    if status >= 500:
        raise UnansweredError(f"对方的系统出错（{status}），没有查成。请稍后再试。")
    raise UnansweredError(f"对方没有受理查询（{status}），没有查成。请核对接口设置。")


def _content(answer: http.client.HTTPResponse) -> bytes:
    if "text/html" in (answer.headers.get("Content-Type") or "").lower():
        raise UnansweredError(PAGE)
    parts, size = [], 0
    while piece := answer.read1(PIECE):
        size += len(piece)
        if size > LARGEST:
            raise UnansweredError(f"对方返回的内容超过 {LARGEST >> 10} KB，没有读完，也没有采用。")
        parts.append(piece)
    if answer.length:  # the line was cut before all of it came
        raise http.client.IncompleteRead(b"")
    return b"".join(parts)
