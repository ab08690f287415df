"""Ask the school's seal service about a sealed file: signed request, signed answer, its own word.

pyHanko verifies no SM2, so what the service answers is data of the service and is shown as that.
The format stands in ``docs/reference/seals.md``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from quxiang.problems import Problem
from quxiang.web.certificates.models import SealService
from quxiang.web.common import sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.notifications.channels.posting import Answer, post
from quxiang.web.notifications.channels.signed_json import signature

#: what the secret is sealed for
PURPOSE = "secret"
SECONDS = 20.0
_AGAIN = "请稍后再试；仍不行的，联系电子签章服务。"


@dataclass(frozen=True)
class Told:
    """What a service said of a file: its words, and what it answered."""

    sentence: str
    answer: dict[str, Any]


def find_service(school_id: int) -> SealService | None:
    """Return the service that is asked now."""
    found = SealService.objects.filter(school_id=school_id).order_by("-number").first()
    return found if found is not None and found.url else None


def ask(service: SealService, content: bytes, original: bytes, *, at: datetime) -> Told:
    """Ask whether the seals of a file hold. Refuses everything but a signed yes about this file."""
    hashes = [hashlib.sha256(each).hexdigest() for each in (content, original)]
    body = json.dumps({
        "schema": 1, "action": "verify", "file_sha256": hashes[0], "original_sha256": hashes[1],
        "file": base64.b64encode(content).decode(),
    }).encode()  # fmt: skip
    secret = sealed.unseal(service.secret_sealed, PURPOSE)
    time, key = str(int(at.timestamp())), secrets.token_hex(16)
    headers = {
        "Content-Type": "application/json; charset=utf-8", "X-Quxiang-Time": time,
        "X-Quxiang-Key": key, "X-Quxiang-Signature": signature(secret, time, key, body),
    }  # fmt: skip
    answer = post(service.url, headers, body, seconds=SECONDS)
    if not isinstance(answer, Answer) or answer.status != 200:
        raise _refused("service", "电子签章服务没有给出可读的答复，没有登记。", _AGAIN)
    said = _signed(answer.said, secret, time, key)
    if [said.get("file_sha256"), said.get("original_sha256")] != hashes:
        raise _refused("other", "电子签章服务答复的不是这份文件，没有登记。", _AGAIN)
    return _told(service, said)


def _signed(answer: Any, secret: str, time: str, key: str) -> dict[str, Any]:
    """Return what the service said; refuses what it has not signed for this very request."""
    text, given = answer.get("said"), answer.get("signature")
    if not isinstance(text, str) or not isinstance(given, str):
        raise _refused("service", "电子签章服务的答复不完整，没有登记。", _AGAIN)
    wanted = signature(secret, time, key, text.encode())
    if not hmac.compare_digest(wanted.encode(), given.encode(errors="replace")):
        raise _refused("forged", "电子签章服务的答复签名不对，没有登记。", "请核对密钥。")
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if not isinstance(said, dict) or said.get("schema") != 1:
        raise _refused("service", "电子签章服务的答复读不懂，没有登记。", _AGAIN)
    return said


def _told(service: SealService, said: dict[str, Any]) -> Told:
    seals = said.get("seals")
    if said.get("holds") is not True or not isinstance(seals, list) or not seals:
        why = str(said.get("reason") or "没有写明原因")[:200]
        raise _refused("invalid", f"电子签章服务核验不通过：{why}。", "请重新签章。")
    try:
        names = [
            f"{each['signer']}（{each['algorithm']}，{each['issuer']}签发，{each['at']}）"
            for each in seals
        ]
    except (KeyError, TypeError) as error:
        raise _refused("service", "电子签章服务的答复缺少签章人，没有登记。", _AGAIN) from error
    host = urlsplit(service.url).hostname
    sentence = f"电子签章服务（{host}）核验签章有效：{'、'.join(names)}。"
    return Told(f"{sentence}本系统不能自己核验国密签章，以该服务的答复为准。"[:400], said)


def _refused(code: str, message: str, remedy: str) -> InvalidError:
    return InvalidError(Problem(f"seal.{code}", message, remedy))
