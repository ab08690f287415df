"""Set a school's messages to go to a stub on this machine that verifies what it is sent."""

from __future__ import annotations

from datetime import time
from typing import Any

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services import mails
from quxiang.web.notifications.models import Dispatch
from quxiang.web.notifications.routing import dispatch_of
from quxiang.web.notifications.services.dispatching import PLAIN, save_dispatch

PHONE = "13900000000"


def set_channels(
    by: User, secrets: dict[str, str] | None = None, after: int | None = None, **said: Any
) -> Dispatch:  # fmt: skip
    """Save settings as the administrator: no quiet hours, everything else as it is unless said."""
    kept = dispatch_of(by.school_id)
    awake = {"quiet_from": time(0), "quiet_until": time(0), "daily_cap": 50}
    values = {name: getattr(kept, name) for name in PLAIN} | awake | said
    return save_dispatch(
        by=by,
        after=kept.number if after is None else after,
        said=values,
        secrets=secrets or {},
        reason="测试",
    )


def by_gateway(by: User, url: str, secret: str, **more: Any) -> Dispatch:
    """Let codes and notices go by the school's gateway."""
    return set_channels(
        by, {"gateway": secret}, codes_by="http_json", graduates_by="http_json",
        staff_by="http_json", gateway_url=url, **more,
    )  # fmt: skip


def reachable(user: User, phone: str = PHONE, mail: str = "") -> User:
    """Give somebody a number, and an address for letters."""
    from quxiang.web.common import sealed

    for name, value in {**sealed.columns("phone", phone), **mails.columns(mail)}.items():
        setattr(user, name, value)
    user.save()
    return user
