"""An interface on this machine that tells the truth about employers, and lies in every way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CODE = "91410700MA0000001X"
OTHER = "91410700MA0000002Y"
TRUE = {
    "name": "太行种业有限公司", "creditCode": CODE, "regStatus": "1",
    "estiblishTime": "2016-03-01", "legalPersonName": "何大田", "phoneNumber": "0373-3040384",
    "regLocation": "河南省新乡市红旗区华兰大道 90 号", "historyNames": "新乡种子站",
}  # fmt: skip


class Stub(ThreadingHTTPServer):
    """Answers as ``says`` tells, by credit code; keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.says: Callable[[str], Any] = lambda code: {"data": {**TRUE, "creditCode": code}}
        self.asked: list[tuple[str, str]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/firms?code={{代码}}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of callers who hung up: they were meant to."""


class Answering(BaseHTTPRequestHandler):
    """One answer: a thing as JSON, bytes as they are, or a function that writes by itself."""

    server: Stub

    def do_GET(self) -> None:
        code = parse_qs(urlsplit(self.path).query).get("code", [""])[0]
        self.answer(code)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.answer(json.loads(self.rfile.read(length))["code"])

    def answer(self, code: str) -> None:
        self.server.asked.append((code, self.headers.get("Authorization", "")))
        said = self.server.says(code)
        if callable(said):
            said(self)
        elif isinstance(said, bytes):
            self.sent(200, said)
        else:
            self.sent(200, json.dumps(said).encode())

    def sent(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": "application/json", **named}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def stub() -> Iterator[Stub]:
    server = Stub()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def status(code: int, content: bytes = b"") -> Callable[[Answering], None]:
    return lambda answering: answering.sent(code, content)


def hanging(answering: Answering) -> None:
    """Say nothing until the stub is over."""
    answering.server.over.wait(20)


def dripping(answering: Answering) -> None:
    """Give the head of an answer letter by letter, each in time for a reader without a limit."""
    for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 200:
        if answering.server.over.wait(0.1):
            return
        answering.wfile.write(bytes([letter]))
        answering.wfile.flush()


def page(answering: Answering) -> None:
    answering.sent(200, b"<html><title>503</title></html>", Content_Type="text/html; charset=utf-8")


def moved(to: str) -> Callable[[Answering], None]:
    return lambda answering: answering.sent(302, b"", Location=to)


def moved_here(answering: Answering) -> None:
    """Point to another path of the same host, once."""
    if "again" in answering.path:
        answering.sent(200, json.dumps({"data": TRUE}).encode())
    else:
        answering.sent(302, b"", Location=f"{answering.path}&again=1")


def huge(answering: Answering) -> None:
    answering.sent(200, b'{"data": "' + b"a" * 3_000_000 + b'"}')


def garbled(answering: Answering) -> None:
    answering.wfile.write(b"SMTP ready\r\n\r\n")


def hanging_up(answering: Answering) -> None:
    """Promise more than is sent."""
    answering.send_response(200)
    answering.send_header("Content-Length", "1000")
    answering.end_headers()
    answering.wfile.write(b'{"data": ')
