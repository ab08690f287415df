"""Compare two snapshots in the background and keep what it gave: a pair never changes."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from quxiang.web.common import clock
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import enqueue
from quxiang.web.season.comparing import Told, refuse_incomparable, runs_now, told_apart
from quxiang.web.season.models import Apart, Snapshot
from quxiang.web.season.services.verifying import BUSY

COMPARE = "season.compare"
#: how long a page waits for the worker before it compares by itself
PATIENCE = timedelta(seconds=10)
#: what came to nothing is tried again after so long
AGAIN = timedelta(minutes=1)


def told_or_asked(before: Snapshot, after: Snapshot) -> tuple[Told | None, Job | None]:
    """Return what is kept of two snapshots, else the job that works it out, waiting or failed.

    Where no worker has begun for :data:`PATIENCE` it is worked out here. Raises
    :class:`InvalidError` where the two cannot be compared, or their rows are gone.
    """
    refuse_incomparable(before, after)
    told = kept(before, after)
    if told is not None:
        return told, None
    key = f"compare-{before.pk}-{after.pk}"
    last = Job.objects.filter(kind=COMPARE, school_id=after.school_id, key=key).first()
    now = clock.real_now()
    if last is None or (last.ended_at is not None and now - last.ended_at > AGAIN):
        last = enqueue(
            COMPARE, key=key, school_id=after.school_id, before=before.pk, after=after.pk
        )
    if last.state == Job.State.QUEUED and now - last.created_at > PATIENCE:
        return tell_apart(before, after), None
    return None, last


def waits(job: Job | None) -> bool:
    return job is not None and job.state in BUSY


def kept(before: Snapshot, after: Snapshot) -> Told | None:
    """Return what is kept of two snapshots, if rules ran over neither since."""
    runs = runs_now(before, after)
    found = Apart.objects.filter(before=before, after=after).first()
    if found is None:
        return None
    told = msgspec.convert(found.told, Told)
    return told if told.runs == runs else None


def tell_apart(before: Snapshot, after: Snapshot) -> Told:
    """Compare two snapshots and keep it; whoever compares the same pair at once writes the same."""
    told = told_apart(before, after)
    row = Apart(
        school_id=after.school_id, before=before, after=after, told=msgspec.to_builtins(told),
        at=clock.now(),
    )  # fmt: skip
    Apart.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["before", "after"],
        update_fields=["told", "at"],
    )  # fmt: skip
    return told
