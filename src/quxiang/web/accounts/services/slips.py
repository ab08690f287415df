"""Print activation codes on slips, for graduates who have never logged in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from quxiang.web.accounts.access import SENDS_CODES, may_send_code
from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.accounts.services import codes
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import require

if TYPE_CHECKING:
    from quxiang.web.roster.models import Graduate

#: how many at once: a click prints no more than forty sheets
AT_ONCE = 320


@dataclass(frozen=True)
class Slip:
    """What one slip says; the code is nowhere else and cannot be shown again."""

    name: str
    number: str
    college: str
    code: str
    until: datetime


@trail.atomic()
def print_slips(*, graduates: Iterable[Graduate], by: User) -> list[Slip]:
    """Issue a code for each slip; older codes are void. Leaves out logins that are in use.

    A code alone opens nothing: the last six of the identity number are asked as well.
    """
    until = clock.real_now() + timedelta(days=codes.ACTIVATION_DAYS)
    slips, done = [], set()
    for graduate in graduates:
        require(may_send_code(by, graduate), SENDS_CODES)
        # read again: whoever activates while the slips are made keeps the login they have
        user = User.objects.select_for_update().filter(person=graduate.person).first()
        if user is None or user.activated_at or not user.identity_tail_blind or user.pk in done:
            continue
        done.add(user.pk)
        code = codes.issue(user, OneTimeCode.Purpose.ACTIVATION, by=by)
        trail.record("account.print_slip", user, by=by, subjects=[graduate.pk])
        slips.append(Slip(user.name, user.number, str(graduate.college), code, until))
    return slips
