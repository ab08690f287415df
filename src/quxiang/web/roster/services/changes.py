"""Changes of the roster as people call them: status, transfer, removal; for one or for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.orgs.models import Advising, Unit
from quxiang.web.roster.access import may_run_roster
from quxiang.web.roster.models import Graduate, GraduateVersion
from quxiang.web.roster.services.cohorts import hold_open
from quxiang.web.roster.services.facts import change_facts

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

REASON = GraduateVersion.Reason
#: what an app moves along when a graduate changes college; the graduate comes as it is then
Follower = Callable[[Graduate], None]
_followers: list[Follower] = []


def follows_transfer(follower: Follower) -> Follower:
    """Register what goes along with a graduate to the next college (open work, copied scope)."""
    _followers.append(follower)
    return follower


@follows_transfer
def _advising(graduate: Graduate) -> None:
    Advising.objects.filter(graduate=graduate, ended_at__isnull=True).update(
        college_id=graduate.college_id
    )


def _held_open(graduates: Iterable[Graduate]) -> list[Graduate]:
    """Return the graduates, their cohorts held open; refuses any of an archived one."""
    listed = list(graduates)
    hold_open(*{each.cohort_id for each in listed})
    return listed


@trail.atomic()
def set_status(
    *, graduates: Iterable[Graduate], status: str, effective_on: date, note: str, by: User
) -> int:
    """Give graduates a status from a day on; return how many really changed."""
    require(may_run_roster(by))
    graduates = _held_open(graduates)
    changes = {"status": status, "status_on": effective_on}
    return sum(
        change_facts(
            graduate=each, changes=changes, reason=REASON.STATUS, by=by, note=note,
            effective_on=effective_on,
        )
        is not None
        for each in graduates
        if each.status != status
    )  # fmt: skip


@trail.atomic()
def transfer(
    *, graduates: Iterable[Graduate], college: Unit, effective_on: date, note: str, by: User
) -> int:
    """Make another college responsible from a day on; open work goes along, closed periods stay."""
    require(may_run_roster(by))
    if college.kind != Unit.Kind.COLLEGE or college.closed_on is not None:
        raise InvalidError(f"“{college.name}”不是可以负责登记的学院。")
    graduates = _held_open(graduates)
    count = 0
    for each in graduates:
        version = change_facts(
            graduate=each, changes={"college_id": college.pk}, reason=REASON.TRANSFER, by=by,
            note=note, effective_on=effective_on,
        )  # fmt: skip
        if version is not None:
            count += 1
            for follow in _followers:
                follow(each)
    return count


@trail.atomic()
def remove(*, graduate: Graduate, note: str, by: User) -> None:
    """Take somebody off the roster; the record and its history stay."""
    require(may_run_roster(by))
    hold_open(graduate.cohort_id)
    change_facts(
        graduate=graduate, changes={"removed": True}, reason=REASON.REMOVAL, by=by, note=note
    )


@trail.atomic()
def restore(*, graduate: Graduate, note: str, by: User) -> None:
    """Put somebody back on the roster."""
    require(may_run_roster(by))
    hold_open(graduate.cohort_id)
    change_facts(
        graduate=graduate, changes={"removed": False}, reason=REASON.RESTORE, by=by, note=note
    )
