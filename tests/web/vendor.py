"""A vendor of messages on this machine, which verifies by its own reading of the documents."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

SECRET = "secret-of-the-stub"


class Vendor(ThreadingHTTPServer):
    """Verifies by its own reading of the documents; ``says`` overrules its answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.says: Callable[[], tuple[int, bytes]] | None = None
        self.writes: Callable[[Answering, bytes], None] | None = None
        self.taken: list[dict[str, Any]] = []
        #: how often somebody asked, and what became of every message: 1 waits, 2 lost, 3 arrived
        self.asked: list[dict[str, Any]] = []
        self.became = 1
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of callers who hung up: they were meant to."""


class Answering(BaseHTTPRequestHandler):
    server: Vendor

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        by_acs = "Authorization" in self.headers
        status, said = (self.aliyun if by_acs else self.gateway)(body)
        content = json.dumps(said).encode()
        if self.server.writes:
            self.server.writes(self, content)
            return
        if self.server.says:
            status, content = self.server.says()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def aliyun(self, body: bytes) -> tuple[int, dict[str, Any]]:
        fields = self.headers["Authorization"].removeprefix("ACS3-HMAC-SHA256 ").split(",")
        given = dict(field.split("=", 1) for field in fields)
        values = parse_qsl(urlsplit(self.path).query)
        query = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(values))
        lines = "".join(f"{k}:{self.headers[k]}\n" for k in given["SignedHeaders"].split(";"))
        whole = f"POST\n/\n{query}\n{lines}\n{given['SignedHeaders']}\n"
        whole += hashlib.sha256(body).hexdigest()
        signed = "ACS3-HMAC-SHA256\n" + hashlib.sha256(whole.encode()).hexdigest()
        if hmac.digest(SECRET.encode(), signed.encode(), "sha256").hex() != given["Signature"]:
            return 400, {"Code": "SignatureDoesNotMatch"}
        if self.headers["x-acs-action"] == "QuerySendDetails":
            return self.details(dict(values))
        self.server.taken.append(dict(values))
        return 200, {"Code": "OK", "Message": "OK", "BizId": "9006^0", "RequestId": "F655"}

    def details(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.server.asked.append(asked)
        known = [each for each in self.server.taken if each["PhoneNumbers"] == asked["PhoneNumber"]]
        rows = [{"SendStatus": self.server.became, "ErrCode": "DELIVERED", "OutId": each["OutId"]}
                for each in known if asked["BizId"] == "9006^0"]  # fmt: skip
        if self.server.became == 2:
            rows = [{**each, "ErrCode": "MK:0001"} for each in rows]
        return 200, {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}}

    def gateway(self, body: bytes) -> tuple[int, dict[str, str]]:
        at, key = self.headers["X-Quxiang-Time"], self.headers["X-Quxiang-Key"]
        signed = f"{at}\n{key}\n{hashlib.sha256(body).hexdigest()}"
        good = hmac.digest(SECRET.encode(), signed.encode(), "sha256").hex()
        if good != self.headers["X-Quxiang-Signature"]:
            return 401, {}
        self.server.taken.append(json.loads(body))
        return 200, {"id": "g-1"}

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


@contextmanager
def serving() -> Iterator[Vendor]:
    """Let a vendor answer until the block ends."""
    with Vendor() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()
