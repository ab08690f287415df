"""Send one text message by Alibaba Cloud, and ask what became of it: Dysmsapi 2017-05-25.

Sources: SendSms, help.aliyun.com/document_detail/55284.html; QuerySendDetails,
help.aliyun.com/document_detail/419277.html. The vendor keeps no key against repeats, so a lost
answer to a message is ``Uncertain``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from quxiang.web.notifications.channels import acs3
from quxiang.web.notifications.channels.outcomes import Accepted, Outcome, Refused, Uncertain
from quxiang.web.notifications.channels.posting import Answer, post

ENDPOINT = "https://dysmsapi.aliyuncs.com/"
VERSION = "2017-05-25"
#: refusals of today that may be none tomorrow
LATER = ("Throttling", "isv.BUSINESS_LIMIT_CONTROL")


#: what the vendor calls a message the operator could not, and could, hand over
FAILED, ARRIVED = 2, 3


@dataclass(frozen=True)
class Told:
    """What became of a message: whether it arrived, and the operator's own code for it."""

    arrived: bool
    code: str = ""


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
        asked = {
            "PhoneNumbers": phone, "SignName": self.sign_name, "TemplateCode": template_code,
            "TemplateParam": json.dumps(dict(values), ensure_ascii=False), "OutId": key,
        }  # fmt: skip
        answer = self._post("SendSms", asked, nonce, at)
        return _read(answer) if isinstance(answer, Answer) else answer

    def ask(self, phone: str, receipt: str, on: date, *, nonce: str, at: datetime) -> Told | None:
        """Ask what became of a message taken on a day of Shanghai; nothing while nobody knows."""
        asked = {
            "PhoneNumber": phone, "BizId": receipt, "SendDate": f"{on:%Y%m%d}", "PageSize": "50",
            "CurrentPage": "1",
        }  # fmt: skip
        answer = self._post("QuerySendDetails", asked, nonce, at)
        return _told(answer) if isinstance(answer, Answer) else None

    def _post(
        self, action: str, asked: Mapping[str, str], nonce: str, at: datetime
    ) -> Answer | Refused | Uncertain:
        query = acs3.query_string(asked)
        headers = self._headers(action, nonce, at)
        headers["Authorization"] = acs3.authorization(self.key_id, self.secret, query, headers)
        return post(f"{self.endpoint}?{query}", headers, b"", seconds=self.seconds)

    def _headers(self, action: str, nonce: str, at: datetime) -> dict[str, str]:
        return {
            "host": urlsplit(self.endpoint).netloc, "x-acs-action": action,
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


def _told(answer: Answer) -> Told | None:
    """Read the one message asked for; what is not as documented tells nothing."""
    listed = answer.said.get("SmsSendDetailDTOs")
    rows = listed.get("SmsSendDetailDTO") if isinstance(listed, dict) else None
    if answer.said.get("Code") != "OK" or not isinstance(rows, list) or len(rows) != 1:
        return None
    status = rows[0].get("SendStatus") if isinstance(rows[0], dict) else None
    if status not in (FAILED, ARRIVED):
        return None
    return Told(status == ARRIVED, str(rows[0].get("ErrCode", ""))[:40])
