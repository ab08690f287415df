"""Take and verify snapshots in the background; what verifying found is the job's result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common.refusals import require
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import enqueue
from quxiang.web.roster.models import Cohort
from quxiang.web.season.access import FROZEN, MOVES, may_move, may_see_snapshots
from quxiang.web.season.models import Snapshot

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TAKE, VERIFY = "season.take", "season.verify"
BUSY = (Job.State.QUEUED, Job.State.RUNNING)


@trail.atomic()
def ask_to_take(*, cohort: Cohort, why: str, by: User) -> Job:
    """Ask for a snapshot of a cohort as it is known when its turn comes."""
    require(may_move(by), MOVES)
    told = why.strip()[:200] or "中心建立"
    job = enqueue(
        TAKE, key=f"take-{cohort.pk}", school_id=cohort.school_id, by=by, cohort=cohort.pk, why=told
    )
    trail.record("snapshot.ask", cohort, by=by, reason=told)
    return job


@trail.atomic()
def ask_to_verify(*, row: Snapshot, by: User) -> Job:
    """Ask that a snapshot is read again to the last row and its results worked out anew."""
    require(may_see_snapshots(by), FROZEN)
    job = enqueue(VERIFY, key=f"verify-{row.pk}", school_id=row.school_id, by=by, snapshot=row.pk)
    trail.record("snapshot.verify", row, by=by)
    return job


def last_verdict(row: Snapshot) -> Job | None:
    """Return the newest job that verified a snapshot, done or not."""
    jobs = Job.objects.filter(kind=VERIFY, school_id=row.school_id, args__snapshot=row.pk)
    return jobs.order_by("-created_at").first()


def taking(cohort: Cohort) -> bool:
    """Say whether a snapshot of a cohort is being made."""
    jobs = Job.objects.filter(kind=TAKE, school_id=cohort.school_id, state__in=BUSY)
    return any(each.args.get("cohort") == cohort.pk for each in jobs)
