"""Seals only the school's service can verify: what it is sent, what of its answers counts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.certificates.models import SealService
from quxiang.web.evidence.storage import vault
from quxiang.web.papers.models import Paper, PaperFile
from web.assessing import send
from web.cast import Cast
from web.conftest import login
from web.papering import Heads, act, handed, heads, scan, signed, status

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SECRET = "a secret both sides know"
SEAL = {
    "signer": "云梦大学农学院", "issuer": "省电子认证中心", "serial": "1", "at": "2024-07-20 10:00",
    "algorithm": "SM2/SM3",
}  # fmt: skip


class Stub(ThreadingHTTPServer):
    """A seal service on this machine; ``changes`` and ``forges`` spoil its next answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[dict[str, Any]] = []
        self.changes: dict[str, Any] = {}
        self.forges, self.status = "", 200


class Answering(BaseHTTPRequestHandler):
    server: Stub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time, key = self.headers["X-Quxiang-Time"], self.headers["X-Quxiang-Key"]
        asked = json.loads(body)
        good = mac(SECRET, time, key, body) == self.headers["X-Quxiang-Signature"]
        self.server.asked.append({**asked, "good": good})
        said = json.dumps({
            "schema": 1, "file_sha256": asked["file_sha256"], "holds": True, "seals": [SEAL],
            "original_sha256": asked["original_sha256"], **self.server.changes,
        })  # fmt: skip
        signature = mac(self.server.forges or SECRET, time, key, said.encode())
        content = json.dumps({"said": said, "signature": signature}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        return None


def mac(secret: str, time: str, key: str, body: bytes) -> str:
    """Sign as the reference says, by a reading of its own."""
    whole = "\n".join((time, key, hashlib.sha256(body).hexdigest()))
    return hmac.digest(secret.encode(), whole.encode(), "sha256").hex()


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def who(cast: Cast) -> Heads:
    return heads(cast)


def chosen(cast: Cast, stub: Stub, **typed: Any) -> Any:
    url = f"http://127.0.0.1:{stub.server_address[1]}/verify"
    given = {"url": url, "secret": SECRET, "service_reason": "学校电子签章办法", "seen": 0}
    return send(cast.zheng, "/certificates/service/", **{**given, **typed})


def sealed_elsewhere(paper: Paper) -> bytes:
    """Return our bytes with something behind them we cannot read."""
    return vault.content_of(paper.school_id, paper.sha256) + b"\n% SM2 seal of another kind\n"


def brought(cast: Cast, paper: Paper, content: bytes | None = None) -> Any:
    whole = sealed_elsewhere(paper) if content is None else content
    return act(cast.zhao, paper, "seal", file=scan(whole, "a.pdf"), by="service")


def test_a_service_s_signed_yes_counts_as_its_own_word(cast: Cast, who: Heads, stub: Stub) -> None:
    paper = signed(cast, who)
    assert "还没有设电子签章服务" in brought(cast, paper).content.decode()
    assert chosen(cast, stub).status_code == 302
    assert brought(cast, paper).status_code == 302
    (asked,) = stub.asked
    content = sealed_elsewhere(paper)
    assert asked == {
        "schema": 1, "action": "verify", "original_sha256": paper.sha256, "good": True,
        "file_sha256": hashlib.sha256(content).hexdigest(),
        "file": base64.b64encode(content).decode(),
    }  # fmt: skip
    page = login(Client(), cast.qian).get(f"/papers/{paper.pk}/").content.decode()
    assert "电子签章服务（127.0.0.1）核验签章有效：云梦大学农学院（SM2/SM3" in page
    assert "以该服务的答复为准" in page
    assert status(cast.zhao, paper, "file", **handed()) == 302
    assert SECRET not in str(list(Entry.objects.values_list("after", flat=True)))
    assert SECRET not in SealService.objects.get().secret_sealed


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (({"holds": False, "reason": "证书已吊销"}, "", 200), "核验不通过：证书已吊销"),
        (({"holds": "yes"}, "", 200), "核验不通过"), (({"seals": []}, "", 200), "核验不通过"),
        (({"seals": [{"signer": "某人"}]}, "", 200), "缺少签章人"),
        (({"original_sha256": "0" * 64}, "", 200), "不是这份文件"),
        (({"file_sha256": "0" * 64}, "", 200), "不是这份文件"),
        (({"schema": 2}, "", 200), "读不懂"), (({}, "another secret", 200), "答复签名不对"),
        (({}, "", 500), "没有给出可读的答复"),
    ],
)  # fmt: skip
def test_nothing_but_a_signed_yes_about_this_file_counts(
    cast: Cast, who: Heads, stub: Stub, spoilt: tuple[dict[str, Any], str, int], said: str
) -> None:
    paper = signed(cast, who)
    chosen(cast, stub)
    stub.changes, stub.forges, stub.status = spoilt
    answer = brought(cast, paper)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not PaperFile.objects.exists()


def test_another_file_is_not_even_sent(cast: Cast, who: Heads, stub: Stub) -> None:
    paper = signed(cast, who)
    chosen(cast, stub)
    for content in (b"%PDF-1.7 other", vault.content_of(cast.school.pk, paper.sha256)):
        assert "不是我们给出的那份文件" in brought(cast, paper, content).content.decode()
    assert stub.asked == []


def test_where_it_is_asked_is_set_in_versions_over_lines_nobody_reads(
    cast: Cast, stub: Stub
) -> None:
    for typed, said in (
        ({"url": "http://seal.example.test/"}, "须是加密的"), ({"secret": "short"}, "至少 16"),
        ({"service_reason": ""}, "请写明依据"),
    ):  # fmt: skip
        answer = chosen(cast, stub, **typed)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert chosen(cast, stub).status_code == 302
    assert chosen(cast, stub).status_code == 409
    assert chosen(cast, stub, url="", seen=1).status_code == 302
    assert [each.url for each in SealService.objects.order_by("number")][1] == ""
