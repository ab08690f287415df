"""Set by what messages go, and try it on oneself; versions are never edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from quxiang.problems import Problem, Where
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.notifications.access import SETS_CHANNELS, may_set_channels
from quxiang.web.notifications.addresses import fault_of_url, is_loopback
from quxiang.web.notifications.handing import SECRETS
from quxiang.web.notifications.models import Dispatch, Message
from quxiang.web.notifications.routing import dispatch_of
from quxiang.web.notifications.settingmodels import Security

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

C = Message.Channel
#: what a version may say; secrets are kept apart
PLAIN = (
    "codes_by", "graduates_by", "staff_by", "quiet_from", "quiet_until", "daily_cap", "attempts",
    "smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_sender",
    "sms_key_id", "sms_sign_name", "sms_endpoint", "sms_codes", "gateway_url", "price",
)  # fmt: skip
#: what a channel cannot do without, and what it is called there
NEEDED = {
    C.SMTP: (("smtp_host", "邮件服务器"), ("smtp_sender", "发件地址")),
    C.ALIYUN_SMS: (("sms_key_id", "AccessKey ID"), ("sms_sign_name", "短信签名")),
    C.HTTP_JSON: (("gateway_url", "网关地址"),),
}
#: by secret: the channel, the field it is typed in, and the fields that say where it is sent
SECRET_OF = {
    "smtp": (C.SMTP, "smtp_secret", ("smtp_host", "smtp_port", "smtp_user", "smtp_security")),
    "sms": (C.ALIYUN_SMS, "sms_secret", ("sms_key_id", "sms_endpoint")),
    "gateway": (C.HTTP_JSON, "gateway_secret", ("gateway_url",)),
}
NEWER = "消息通道的设置刚才已被别人更改，您的更改没有保存。请刷新后再改。"


@trail.atomic()
def save_dispatch(
    *, by: User, after: int, said: Mapping[str, Any], secrets: Mapping[str, str], reason: str
) -> Dispatch:
    """Keep settings as the version after ``after``; an empty secret stays what it was.

    Refuses a channel that is chosen and lacks something, an address that is neither encrypted nor
    this machine's own, and to send a kept secret elsewhere. Raises :class:`StaleStateError`.
    """
    require(may_set_channels(by), SETS_CHANNELS)
    before = dispatch_of(by.school_id)
    if before.number != after:
        raise StaleStateError(NEWER)
    problems = [
        *_faults(said),
        *_lacking(said, secrets, before),
        *_elsewhere(said, secrets, before),
    ]
    if not reason.strip():
        problems.append(_wrong("reason", "请写明原因：谁决定、依据什么。"))
    if problems:
        raise InvalidError(problems)
    kept = {f"{name}_sealed": _kept(name, secrets, before) for name in SECRETS}
    try:
        with transaction.atomic():
            made = Dispatch.objects.create(
                school_id=by.school_id, number=after + 1, by=by, at=clock.now(),
                reason=reason.strip(), **{name: said[name] for name in PLAIN}, **kept,
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError(NEWER) from error
    was, now = ({n: _told(getattr(row, n)) for n in PLAIN} for row in (before, made))
    changed = {name: value for name, value in now.items() if was[name] != value}
    changed |= {each: "已更换" for each in secrets if secrets[each]}
    trail.record(
        "dispatch.save", made, by=by, reason=made.reason,
        before={name: was[name] for name in changed if name in was}, after=changed,
    )  # fmt: skip
    return made


def _told(value: Any) -> Any:
    return value if isinstance(value, str | int | dict) else str(value)


def _kept(name: str, secrets: Mapping[str, str], before: Dispatch) -> str:
    typed = secrets.get(name, "")
    return sealed.seal(typed, name) if typed else str(getattr(before, f"{name}_sealed"))


def _faults(said: Mapping[str, Any]) -> Iterator[Problem]:
    """Give what is wrong with what was typed, used or not."""
    for name, title in (("gateway_url", "网关地址"), ("sms_endpoint", "短信接口")):
        if said[name] and (fault := fault_of_url(said[name], title)):
            yield _wrong(name, fault)
    host = said["smtp_host"]
    if said["smtp_security"] == Security.NONE and host and not is_loopback(host):
        yield _wrong("smtp_security", "只有本机的邮件服务器可以不加密，请选一种加密。")
    if said["smtp_sender"]:
        try:
            validate_email(said["smtp_sender"])
        except ValidationError:
            yield _wrong("smtp_sender", "发件地址不是电子邮件地址，请核对。")


def _lacking(
    said: Mapping[str, Any], secrets: Mapping[str, str], before: Dispatch
) -> Iterator[Problem]:
    """Give what a channel that is chosen cannot do without."""
    chosen = {said["codes_by"], said["graduates_by"], said["staff_by"]}
    for channel, needed in NEEDED.items():
        if channel not in chosen:
            continue
        for name, title in needed:
            if not said[name]:
                yield _wrong(name, f"选用了“{channel.label}”，请填写{title}。")
    for name, (channel, field, _) in SECRET_OF.items():
        must = channel in chosen and (name != "smtp" or said["smtp_user"])
        if must and not _kept(name, secrets, before):
            yield _wrong(field, f"选用了“{channel.label}”，请填写密钥或密码。")


def _elsewhere(
    said: Mapping[str, Any], secrets: Mapping[str, str], before: Dispatch
) -> Iterator[Problem]:
    """Refuse to send a secret nobody typed again to another place or under another name."""
    for name, (_, field, where) in SECRET_OF.items():
        if not getattr(before, f"{name}_sealed") or secrets.get(name):
            continue
        if any(said[each] != getattr(before, each) for each in where):
            yield _wrong(field, "发往的地方或账号变了，请再填一次密钥。")


def _wrong(where: str, message: str) -> Problem:
    return Problem("dispatch", message, "", Where(column=where))
