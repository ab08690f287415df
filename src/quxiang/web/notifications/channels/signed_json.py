"""Hand one message to the school's own gateway as signed JSON."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime

from quxiang.web.notifications.channels.outcomes import Accepted, Outcome, Refused, Uncertain
from quxiang.web.notifications.channels.posting import Answer, post


def signature(secret: str, time: str, key: str, body: bytes) -> str:
    """Return hex HMAC-SHA256 of time, key and the body's hex SHA-256, a line each."""
    to_sign = f"{time}\n{key}\n{hashlib.sha256(body).hexdigest()}"
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class SignedJson:
    """A gateway that takes ``{"to", "text"}`` and answers ``{"id"}``."""

    url: str
    secret: str = field(repr=False)
    seconds: float = 10

    def send(self, to: str, text: str, *, key: str, at: datetime) -> Outcome:
        """Send once; the gateway may tell a repeat by ``key``."""
        body = json.dumps({"to": to, "text": text}, ensure_ascii=False).encode()
        time = str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Quxiang-Time": time, "X-Quxiang-Key": key,
            "X-Quxiang-Signature": signature(self.secret, time, key, body),
        }  # fmt: skip
        answer = post(self.url, headers, body, seconds=self.seconds)
        return _read(answer) if isinstance(answer, Answer) else answer


def _read(answer: Answer) -> Outcome:
    if 200 <= answer.status < 300 and answer.said.get("id"):
        return Accepted(str(answer.said["id"]))
    if 400 <= answer.status < 500:
        why = f"消息通道拒收（{answer.status}），没有发出。请核对通道设置。"
        return Refused(why, again=answer.status == 429)
    return Uncertain(f"消息通道答复异常（{answer.status}），不知道是否发出。请人工核实。")
