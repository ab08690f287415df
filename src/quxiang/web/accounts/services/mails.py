"""The address letters go to: its owner sets it; nothing is ever proved by it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from quxiang.web.accounts.models import User
from quxiang.web.audit import trail
from quxiang.web.common import sealed
from quxiang.web.common.refusals import InvalidError

LONGEST = 254


def masked(address: str) -> str:
    """Return an address with most of its owner's part hidden: ``wa***@yunmeng.edu.cn``."""
    name, _, host = address.rpartition("@")
    return f"{name[:2] if len(name) > 2 else name[:1]}***@{host}"[:60]


def columns(address: str) -> dict[str, str]:
    """Return the columns an address is kept in; letters stay as they were typed."""
    if not address:
        return {"email_sealed": "", "email_masked": ""}
    return {"email_sealed": sealed.seal(address, "email"), "email_masked": masked(address)}


@trail.atomic()
def change_own(*, user: User, address: str) -> None:
    """Let letters go to another address, or none; raises :class:`InvalidError` for a bad one."""
    address = address.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise InvalidError("电子邮件地址写得不对，请核对，如 wang@example.edu.cn。") from error
        if len(address) > LONGEST:
            raise InvalidError(f"电子邮件地址最多 {LONGEST} 个字符，请核对。")
    before = user.email_masked
    for name, value in columns(address).items():
        setattr(user, name, value)
    user.save(update_fields=["email_sealed", "email_masked"])
    trail.record(
        "email.change", user, by=user, before={"email": before}, after={"email": user.email_masked}
    )
