"""Changes of the roster as people call them: status, transfer, removal; for one or for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.orgs.models import Advising, Unit
from quxiang.web.roster.access import RUNS_ROSTER, may_run_roster
from quxiang.web.roster.models import Graduate, GraduateVersion
from quxiang.web.roster.services.cohorts import hold_open
from quxiang.web.roster.services.facts import change_facts

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

REASON = GraduateVersion.Reason
#: what an app moves along when graduates change to a college; they come as they are then
Follower = Callable[[Sequence[Graduate], Unit], None]
_followers: list[Follower] = []


def follows_transfer(follower: Follower) -> Follower:
    """Register what goes along with graduates to the next college (open work, copied scope)."""
    _followers.append(follower)
    return follower


@follows_transfer
def _advising(graduates: Sequence[Graduate], college: Unit) -> None:
    Advising.objects.filter(graduate__in=graduates, ended_at__isnull=True).update(college=college)


def held_open(graduates: Iterable[Graduate]) -> list[Graduate]:
    """Return the graduates, their cohorts held open; refuses any of an archived one."""
    listed = list(graduates)
    hold_open(*{each.cohort_id for each in listed})
    return listed


@trail.atomic()
def set_status(
    *, graduates: Iterable[Graduate], status: str, effective_on: date, note: str, by: User
) -> int:
    """Give graduates a status from a day on; return how many really changed."""
    require(may_run_roster(by), RUNS_ROSTER)
    graduates = held_open(graduates)
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
    require(may_run_roster(by), RUNS_ROSTER)
    refuse_no_college(college)
    moved = [
        each
        for each in held_open(graduates)
        if change_facts(
            graduate=each, changes={"college_id": college.pk}, reason=REASON.TRANSFER, by=by,
            note=note, effective_on=effective_on,
        )
    ]  # fmt: skip
    go_along(moved, college)
    return len(moved)


def refuse_no_college(unit: Unit) -> None:
    """Refuse a unit that cannot be responsible for graduates."""
    if unit.kind != Unit.Kind.COLLEGE or unit.closed_on is not None:
        raise InvalidError(f"“{unit.name}”不是可以负责登记的学院。")


def go_along(graduates: Sequence[Graduate], college: Unit) -> None:
    """Move along whatever follows graduates who changed to a college."""
    if graduates:
        for follow in _followers:
            follow(graduates, college)


@trail.atomic()
def remove(*, graduate: Graduate, note: str, by: User) -> None:
    """Take somebody off the roster; the record and its history stay."""
    require(may_run_roster(by), RUNS_ROSTER)
    hold_open(graduate.cohort_id)
    change_facts(
        graduate=graduate, changes={"removed": True}, reason=REASON.REMOVAL, by=by, note=note
    )


@trail.atomic()
def restore(*, graduate: Graduate, note: str, by: User) -> None:
    """Put somebody back on the roster."""
    require(may_run_roster(by), RUNS_ROSTER)
    hold_open(graduate.cohort_id)
    change_facts(
        graduate=graduate, changes={"removed": False}, reason=REASON.RESTORE, by=by, note=note
    )
