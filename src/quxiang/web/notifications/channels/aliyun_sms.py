"""Send one text message by Alibaba Cloud: Dysmsapi 2017-05-25, SendSms.

Source: help.aliyun.com/document_detail/55284.html. The vendor keeps no key
against repeats, so a lost answer is ``Uncertain``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from quxiang.web.notifications.channels import acs3
from quxiang.web.notifications.channels.outcomes import Accepted, Outcome, Refused, Uncertain
from quxiang.web.notifications.channels.posting import Answer, post

ENDPOINT = "https://dysmsapi.aliyuncs.com/"
VERSION = "2017-05-25"
#: refusals of today that may be none tomorrow
LATER = ("Throttling", "isv.BUSINESS_LIMIT_CONTROL")


@dataclass(frozen=True)
class AliyunSms:
    """The school's account and its signature as the vendor has approved them."""

    key_id: str
    secret: str = field(repr=False)
    sign_name: str
    endpoint: str = ENDPOINT
    seconds: float = 10

    def send(
        self, phone: str, template_code: str, values: Mapping[str, str], *,
        key: str, nonce: str, at: datetime,
    ) -> Outcome:  # fmt: skip
        """Send once; ``nonce`` is new for every try, ``key`` comes back in the receipt."""
        query = acs3.query_string({
            "PhoneNumbers": phone, "SignName": self.sign_name, "TemplateCode": template_code,
            "TemplateParam": json.dumps(dict(values), ensure_ascii=False), "OutId": key,
        })  # fmt: skip
        headers = self._headers(nonce, at)
        headers["Authorization"] = acs3.authorization(self.key_id, self.secret, query, headers)
        answer = post(f"{self.endpoint}?{query}", headers, b"", seconds=self.seconds)
        return _read(answer) if isinstance(answer, Answer) else answer

    def _headers(self, nonce: str, at: datetime) -> dict[str, str]:
        return {
            "host": urlsplit(self.endpoint).netloc, "x-acs-action": "SendSms",
            "x-acs-version": VERSION, "x-acs-signature-nonce": nonce,
            "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }  # fmt: skip


def _read(answer: Answer) -> Outcome:
    code = str(answer.said.get("Code", ""))
    if answer.status == 200 and code == "OK":
        return Accepted(str(answer.said.get("BizId", "")))
    if not code or answer.status >= 500:
        return Uncertain(f"短信通道答复异常（{answer.status}），不知道是否发出。请人工核实。")
    return Refused(f"短信通道拒收（{code}），没有发出。请核对通道设置。", code.startswith(LATER))
