"""Send one letter by the school's mail server: RFC 5321, one receiver, text only.

A server that has taken the whole letter and whose answer is lost may have sent it: ``Uncertain``.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from quxiang.web.notifications.channels.outcomes import Accepted, Outcome, Refused, Uncertain

#: a reply that may be another one tomorrow begins with this figure (RFC 5321 4.2.1)
_LATER = 4


@dataclass(frozen=True)
class Smtp:
    """A mail server and whom letters come from; ``security`` is ``tls``, ``starttls``, ``none``."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 10

    def send(self, to: str, subject: str, text: str, *, key: str, at: datetime) -> Outcome:
        """Send once; ``key`` is in the letter's own number, by which a mailbox tells a repeat."""
        letter = self._letter(to, subject, text, key, at)
        try:
            with self._line() as line:
                return self._handed(line, letter, to)
        except smtplib.SMTPAuthenticationError:
            return Refused("邮件服务器不认账号或密码，没有发出。请核对邮件设置。", again=False)
        except (smtplib.SMTPNotSupportedError, ssl.SSLError):
            return Refused("和邮件服务器谈不成加密，没有发出。请核对加密方式和证书。", again=False)
        except (OSError, smtplib.SMTPException):  # nothing of the letter has left this machine
            return Refused("连不上邮件服务器，没有发出。请核对地址和网络。", again=True)

    def _letter(
        self, to: str, subject: str, text: str, key: str, at: datetime
    ) -> EmailMessage:  # fmt: skip
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, to, subject
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = f"<{key}@{self.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday note answers
        letter.set_content(text)
        return letter

    @contextmanager
    def _line(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        if self.security == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.seconds, context=context
            )
        else:
            line = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            if self.security == "starttls":
                line.starttls(context=context)
            if self.user:
                line.login(self.user, self.password)
            yield line
        finally:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()

    def _handed(self, line: smtplib.SMTP, letter: EmailMessage, to: str) -> Outcome:
        """Say what came of the letter, step by step: until its last byte nothing was sent."""
        line.ehlo_or_helo_if_needed()
        for step in (line.mail(self.sender), line.rcpt(to)):
            if refused := _refusal(*step):
                return refused
        try:
            code, said = line.data(letter.as_bytes(policy=letter.policy.clone(linesep="\r\n")))
        except smtplib.SMTPDataError as error:  # refused before the letter
            return _refusal(error.smtp_code, _bytes(error.smtp_error)) or _UNKNOWN
        except (OSError, smtplib.SMTPException):
            return _UNKNOWN
        return _refusal(code, said) or Accepted(_number(said))


_UNKNOWN = Uncertain("邮件已交给服务器，但没有收到答复，不知道是否发出。请人工核实。")


def _refusal(code: int, said: bytes) -> Refused | None:
    """Return a refusal of a step, or nothing where the server went along."""
    if 200 <= code < 400:
        return None
    words = said.decode("utf-8", "replace").split("\n")[0][:80]
    again = code // 100 == _LATER
    return Refused(f"邮件服务器拒收（{code} {words}），没有发出。", again)


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _number(said: bytes) -> str:
    """Return what the server calls the letter, as far as it says so: most name a queue's number."""
    return said.decode("utf-8", "replace").strip().replace("\n", " ")[-80:]
