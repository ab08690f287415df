"""Letters by a real mail server: what arrives, what is refused, what is in doubt; addresses."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client

from quxiang.web.accounts.services import mails
from quxiang.web.common import sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.notifications.channels.outcomes import Accepted, Outcome, Refused, Uncertain
from quxiang.web.notifications.channels.smtp import Smtp
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.services import send
from quxiang.web.notifications.services.delivering import deliver
from web.cast import Cast
from web.conftest import login
from web.sendings import reachable, set_channels

AT = datetime(2026, 6, 15, 8, tzinfo=UTC)
TO, SENDER, WORD = "wang@yunmeng.example", "jiuye@yunmeng.example", "mail-password"


class Box:
    """Takes every letter, unless told to answer otherwise at a step."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.at_rcpt = self.at_data = ""
        self.hangs_up = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.at_rcpt or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        if self.hangs_up:
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
        return self.at_data or "250 2.0.0 Ok: queued as 4F2A1"


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def port(box: Box) -> Iterator[int]:
    yield from _served(box)


def _served(box: Box, **more: Any) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Controller(box, hostname="127.0.0.1", port=port, **more)
    server.start()
    try:
        yield port
    finally:
        server.stop()


def by_mail(port: int, security: str = "none", **more: Any) -> Outcome:
    line = Smtp("127.0.0.1", port, security, SENDER, seconds=5, **more)
    return line.send(TO, "去向系统：测试", "第一行\n.\n第二行", key="qx-1-7", at=AT)


def test_a_letter_arrives_whole_and_its_number_is_kept(box: Box, port: int) -> None:
    assert by_mail(port) == Accepted("2.0.0 Ok: queued as 4F2A1")
    (letter,) = box.letters
    assert letter["To"] == TO
    assert letter["From"] == SENDER
    assert letter["Subject"] == "去向系统：测试"
    assert letter["Message-ID"] == "<qx-1-7@yunmeng.example>"
    assert letter.get_content().replace("\r\n", "\n") == "第一行\n.\n第二行\n"


@pytest.mark.parametrize(("answer", "again"), [("451 4.3.2 busy", True), ("550 5.1.1 no", False)])
@pytest.mark.parametrize("step", ["at_rcpt", "at_data"])
def test_a_refusal_is_for_now_or_for_good(
    box: Box, port: int, step: str, answer: str, again: bool
) -> None:
    setattr(box, step, answer)
    outcome = by_mail(port)
    assert isinstance(outcome, Refused)
    assert outcome.again is again
    assert answer in outcome.why


def test_a_server_that_hangs_up_over_the_letter_may_have_sent_it(box: Box, port: int) -> None:
    box.hangs_up = True
    assert isinstance(by_mail(port), Uncertain)
    assert len(box.letters) == 1


def test_a_server_that_is_not_there_sent_nothing() -> None:
    outcome = by_mail(1)
    assert isinstance(outcome, Refused)
    assert outcome.again


def test_a_server_that_cannot_encrypt_gets_neither_password_nor_letter(box: Box, port: int) -> None:
    outcome = by_mail(port, "starttls", user="jiuye", password=WORD)
    assert isinstance(outcome, Refused)
    assert not outcome.again
    assert not box.letters


class Certificate:
    """A certificate for this machine, and the context of a server that shows it."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(here, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        self.file = folder / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )  # fmt: skip
        self.file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        self.server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.server.load_cert_chain(self.file)


def _knows(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
) -> AuthResult:
    right = isinstance(given, LoginPassword) and given.password == WORD.encode()
    return AuthResult(success=right, handled=False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # TLS is outside
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_encrypted_line_is_used_only_with_a_certificate_that_is_known(
    box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    shown = Certificate(tmp_path)
    more: dict[str, Any] = {"authenticator": _knows, "auth_required": True}
    if security == "tls":
        more |= {"ssl_context": shown.server, "auth_require_tls": False}
    else:
        more |= {"tls_context": shown.server, "require_starttls": True}
    serving = _served(box, **more)
    port = next(serving)
    unknown = by_mail(port, security, user="jiuye", password=WORD)
    assert isinstance(unknown, Refused)
    assert not unknown.again
    monkeypatch.setenv("SSL_CERT_FILE", str(shown.file))
    assert isinstance(by_mail(port, security, user="jiuye", password=WORD), Accepted)
    wrong = by_mail(port, security, user="jiuye", password="another")
    assert wrong == Refused("邮件服务器不认账号或密码，没有发出。请核对邮件设置。", again=False)
    assert len(box.letters) == 1
    serving.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_staff_get_letters_and_whoever_has_no_address_reads_it_here(
    cast: Cast, box: Box, port: int
) -> None:
    set_channels(
        cast.zheng, staff_by="smtp", smtp_host="127.0.0.1", smtp_port=port, smtp_security="none",
        smtp_sender=SENDER,
    )  # fmt: skip
    reachable(cast.zhao, mail=TO)
    first = send(cast.zhao, "cases_overdue", count="3")
    second = send(cast.li, "cases_overdue", count="3")
    assert dict(deliver(cast.school.pk, seconds=10)[0]) == {"sent": 1}
    first.refresh_from_db()
    assert (first.state, first.to_masked) == (Message.State.SENT, "wa***@yunmeng.example")
    assert (second.channel, second.why) == ("in_app", "没有登记电子邮件，只在站内显示。")
    assert box.letters[0]["Subject"] == "去向系统：预警逾期提醒"
    assert "有 3 件预警" in box.letters[0].get_content()


@pytest.mark.django_db
@pytest.mark.database
def test_everybody_sets_the_own_address_and_sees_it_masked(cast: Cast) -> None:
    client = login(Client(), cast.zhao)
    assert client.post("/me/email/", {"email": TO}).status_code == 302
    cast.zhao.refresh_from_db()
    assert sealed.unseal(cast.zhao.email_sealed, "email") == TO
    page = client.get("/me/").content.decode()
    assert "wa***@yunmeng.example" in page
    assert TO not in page
    refused = client.post("/me/email/", {"email": "no address"})
    assert refused.status_code == 422
    assert "电子邮件地址写得不对" in refused.content.decode()
    client.post("/me/email/", {"email": ""})
    cast.zhao.refresh_from_db()
    assert (cast.zhao.email_sealed, cast.zhao.email_masked) == ("", "")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["a@b", "x\ny@z.example", "王@"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidError):
        mails.change_own(user=None, address=address)  # type: ignore[arg-type]
