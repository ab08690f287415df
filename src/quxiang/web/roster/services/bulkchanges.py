"""The same change for many selected graduates: in sets, a thousand to a transaction.

One graduate at a time took 25 ms each, and nobody else could write for as long as it lasted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from quxiang.web.audit import trail
from quxiang.web.common.refusals import require
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.access import RUNS_ROSTER, may_run_roster
from quxiang.web.roster.models import Graduate, GraduateVersion
from quxiang.web.roster.services.bulk import change_many
from quxiang.web.roster.services.changes import go_along, held_open, refuse_no_college

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: how many are written in one transaction: others wait for it
AT_ONCE = 1_000
REASON = GraduateVersion.Reason


@dataclass(frozen=True)
class Done:
    """How many were changed, and how many were left because another changed them just then."""

    changed: int
    left: int


@dataclass(frozen=True)
class _Act:
    """What is written of each, since when, why and by whom."""

    facts: Mapping[str, Any]
    reason: str
    effective_on: date
    note: str
    by: User


def set_status_of_many(
    *, graduates: Sequence[Graduate], status: str, effective_on: date, note: str, by: User
) -> Done:
    """Give graduates a status from a day on; who has it already is left as it is."""
    require(may_run_roster(by), RUNS_ROSTER)
    differing = [each for each in graduates if each.status != status]
    facts = {"status": status, "status_on": effective_on}
    act = _Act(facts, REASON.STATUS, effective_on, note, by)
    return _added(_changed(part, act) for part in _parts(differing))


def transfer_many(
    *, graduates: Sequence[Graduate], college: Unit, effective_on: date, note: str, by: User
) -> Done:
    """Make another college responsible from a day on; open work goes along."""
    require(may_run_roster(by), RUNS_ROSTER)
    refuse_no_college(college)
    differing = [each for each in graduates if each.college_id != college.pk]
    act = _Act({"college_id": college.pk}, REASON.TRANSFER, effective_on, note, by)
    return _added(_changed(part, act, college) for part in _parts(differing))


@trail.atomic()
def _changed(part: Sequence[Graduate], act: _Act, college: Unit | None = None) -> Done:
    stale = change_many(
        [(each, act.facts) for each in held_open(part)], reason=act.reason, by=act.by,
        effective_on=act.effective_on, note=act.note,
    )  # fmt: skip
    changed = [each for each in part if each.pk not in stale]
    if college is not None:
        go_along(changed, college)
    return Done(len(changed), len(stale))


def _parts(graduates: Sequence[Graduate]) -> Iterator[Sequence[Graduate]]:
    return (graduates[at : at + AT_ONCE] for at in range(0, len(graduates), AT_ONCE))


def _added(parts: Iterator[Done]) -> Done:
    done = list(parts)
    return Done(sum(each.changed for each in done), sum(each.left for each in done))
