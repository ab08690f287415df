"""Hand one message over to its channel, as the school has set it."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quxiang.web.common import clock, sealed
from quxiang.web.notifications.channels.aliyun_sms import ENDPOINT, AliyunSms
from quxiang.web.notifications.channels.outcomes import Outcome, Refused, Uncertain
from quxiang.web.notifications.channels.signed_json import SignedJson
from quxiang.web.notifications.channels.smtp import Smtp
from quxiang.web.notifications.models import Dispatch, Message
from quxiang.web.notifications.texts import TITLES

log = logging.getLogger(__name__)
PURPOSE = "message"
#: what the secrets of the channels are sealed for
SECRETS = {"smtp": "smtp", "sms": "sms", "gateway": "gateway"}
_UNSET = "“{}”没有设置好，没有发出。请系统管理员核对消息通道。"


@dataclass(frozen=True)
class Payload:
    """What only the channel may read of a message."""

    to: str
    text: str
    values: Mapping[str, str]


def sealed_payload(to: str, text: str, values: Mapping[str, str], sealer: Any = None) -> str:
    whole = json.dumps({"to": to, "text": text, "values": dict(values)}, ensure_ascii=False)
    return str((sealer or sealed.Sealer(PURPOSE)).seal(whole))


def payload_of(message: Message) -> Payload:
    if not message.text_sealed:
        return Payload("", message.text, {})
    said = json.loads(sealed.unseal(message.text_sealed, PURPOSE))
    return Payload(said["to"], said["text"], said["values"])


def hand_over(dispatch: Dispatch, message: Message) -> Outcome:
    """Hand a message to its channel once; whatever goes wrong is an outcome, never an exception."""
    try:
        return _BY[message.channel](dispatch, message, payload_of(message), clock.real_now())
    except Exception:
        log.exception("message %s", message.pk)
        return Uncertain("程序出错，不知道是否发出。请人工核实，并联系管理员。")


def key_of(message: Message) -> str:
    """Return what a message is called outside: the same at every try, of no other message."""
    return f"qx-{message.school_id}-{message.pk}"


def _smtp(dispatch: Dispatch, message: Message, said: Payload, at: datetime) -> Outcome:
    if not dispatch.smtp_host or not dispatch.smtp_sender:
        return Refused(_UNSET.format("电子邮件"), again=False)
    line = Smtp(
        dispatch.smtp_host, dispatch.smtp_port, dispatch.smtp_security, dispatch.smtp_sender,
        dispatch.smtp_user, sealed.unseal(dispatch.smtp_sealed, SECRETS["smtp"]),
    )  # fmt: skip
    subject = f"去向系统：{TITLES[message.template]}"
    return line.send(said.to, subject, said.text, key=key_of(message), at=at)


def _aliyun(dispatch: Dispatch, message: Message, said: Payload, at: datetime) -> Outcome:
    if not dispatch.sms_key_id or not dispatch.sms_sealed:
        return Refused(_UNSET.format("阿里云短信"), again=False)
    code = dispatch.sms_codes.get(message.template, "")
    if not code:
        title = TITLES[message.template]
        return Refused(f"“{title}”没有登记短信模板代码，没有发出。请系统管理员补上。", again=False)
    account = aliyun_account(dispatch)
    values = {name: value for name, value in said.values.items() if name != "school"}
    return account.send(
        said.to, code, values, key=key_of(message), nonce=secrets.token_hex(16), at=at
    )


def aliyun_account(dispatch: Dispatch) -> AliyunSms:
    return AliyunSms(
        dispatch.sms_key_id, sealed.unseal(dispatch.sms_sealed, SECRETS["sms"]),
        dispatch.sms_sign_name, dispatch.sms_endpoint or ENDPOINT,
    )  # fmt: skip


def _gateway(dispatch: Dispatch, message: Message, said: Payload, at: datetime) -> Outcome:
    if not dispatch.gateway_url or not dispatch.gateway_sealed:
        return Refused(_UNSET.format("学校消息网关"), again=False)
    secret = sealed.unseal(dispatch.gateway_sealed, SECRETS["gateway"])
    gateway = SignedJson(dispatch.gateway_url, secret)
    return gateway.send(said.to, said.text, key=key_of(message), at=at)


_BY: Mapping[str, Callable[[Dispatch, Message, Payload, datetime], Outcome]] = {
    Message.Channel.SMTP: _smtp,
    Message.Channel.ALIYUN_SMS: _aliyun,
    Message.Channel.HTTP_JSON: _gateway,
}
