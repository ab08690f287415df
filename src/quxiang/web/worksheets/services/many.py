"""Conclude many clean records by one act; what changed since the list was shown is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.services.holding import refuse_archived
from quxiang.web.roster.models import Cohort
from quxiang.web.worksheets.access import CONCLUDES, may_conclude_any
from quxiang.web.worksheets.binding import hold, list_digest
from quxiang.web.worksheets.clean import MOST, clean_among, concludes_many
from quxiang.web.worksheets.models import Data, Papers, Side
from quxiang.web.worksheets.services.concluding import Said, keep

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

NONE = f"请至少勾选一条记录，一次最多 {MOST} 条。"
OTHER = "这张清单与刚才显示的不一致，没有记下。请重新打开清单再下结论。"
CLEAN = Said(Data.OK, Papers.OK)


@dataclass(frozen=True)
class Done:
    """How many were concluded, and whose record was left out as it changed meanwhile."""

    count: int
    left_out: tuple[str, ...]


@trail.atomic()
def conclude_many(
    *, cohort: Cohort, side: str, listed: Mapping[int, str], chosen: set[int], digest: str, by: User
) -> Done:
    """Say of the chosen records of a list that data and evidence are right.

    ``listed`` is the list as it was shown, by graduate, and ``digest`` its hash: a list that is
    another is refused. Records that are not clean any more, or others than shown, are left out.
    """
    require(may_conclude_any(by, side) and concludes_many(side), CONCLUDES[Side(side)])
    if list_digest(listed) != digest:
        raise StaleStateError(OTHER)
    asked = sorted(chosen & listed.keys())
    if not asked or len(listed) > MOST:
        raise InvalidError(NONE)
    refuse_archived(cohort)
    held = {each.pk: each for each in hold(asked) if each.school_id == by.school_id}
    clean = clean_among(by, side, cohort, list(held))
    now, done = clock.now(), []
    for key, graduate in held.items():
        found = clean.get(key)
        if found is not None and found.shown.token == listed[key]:
            keep(graduate, side, found.shown, CLEAN, by=by, at=now, list_digest=digest)
            done.append(key)
    left = tuple(each.name for key, each in held.items() if key not in set(done))
    if done:
        after = {"side": side, "count": len(done), "ids": done, "list": digest}
        trail.record("conclusion.many", by=by, school_id=by.school_id, subjects=done, after=after)
    return Done(len(done), left)
