"""Set from when on employers that share something are listed; what was set stays told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.employers.access import KEEPS_EMPLOYERS, may_keep_employers
from quxiang.web.employers.models import GroupThreshold

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def set_threshold(*, employers: int, people: int, reason: str, by: User) -> GroupThreshold:
    """List groups of so many employers and graduates from now on."""
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    made = GroupThreshold.objects.create(
        school_id=by.school_id, employers=employers, people=people, reason=reason, by=by,
        at=clock.now(),
    )  # fmt: skip
    after = {"employers": employers, "people": people}
    trail.record("groupthreshold.set", made, by=by, reason=reason, after=after)
    return made
