"""Walk a school's chain in the background; the verdict is an entry of the chain itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quxiang.web.audit import chain, roots, trail
from quxiang.web.audit.access import READS_TRAIL, may_read_trail
from quxiang.web.audit.models import Entry, Head
from quxiang.web.common.refusals import require
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import task
from quxiang.web.jobs.services import enqueue

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

KIND = "audit.verify"
BUSY = (Job.State.QUEUED, Job.State.RUNNING)
STOPPED = (Job.State.FAILED, Job.State.CANCELLED)


@dataclass(frozen=True)
class Verdict:
    """What the last walk found: up to which entry, and the first broken one if there is any."""

    at: datetime
    by: str
    reached: int
    broken: int | None
    sentence: str


def ask(*, by: User) -> Job:
    """Have the own school's chain walked; while that is under way, return what is under way."""
    require(may_read_trail(by), READS_TRAIL)
    last = last_job(by.school_id)
    if last is not None and last.state in BUSY:
        return last
    return enqueue(KIND, key=str(by.school_id), by=by, school_of_chain=by.school_id)


def last_job(school_id: int) -> Job | None:
    """Return the walk that was asked for last, whatever came of it."""
    return Job.objects.filter(kind=KIND, school_id=school_id).order_by("-created_at").first()


def last_verdict(school_id: int) -> Verdict | None:
    """Return what the last walk through a school's chain found, or ``None`` before the first."""
    written = Entry.objects.filter(
        school_id=school_id, object_kind="head", object_id=str(school_id), action="trail.verify"
    )
    entry = written.order_by("-seq").first()
    if entry is None:
        return None
    return Verdict(
        entry.at, entry.actor_name, entry.after["reached"], entry.after["broken"],
        entry.after["sentence"],
    )  # fmt: skip


@task(KIND, "核验留痕")
def verify(progress: Progress, school_of_chain: int) -> dict[str, Any]:
    """Walk a chain from its first entry to where it ended just now, and note what was found."""
    head = Head.objects.get(school_id=school_of_chain)
    progress.start(head.seq)
    broken = chain.first_break(school_of_chain, progress.at) or roots.lost_root(school_of_chain)
    sentence = broken.sentence if broken else "逐条相接，没有被改动或删去。"
    found = {
        "reached": head.seq, "broken": broken.seq if broken else None, "sentence": sentence,
    }  # fmt: skip
    with trail.atomic():
        by = progress.job.requested_by
        trail.record("trail.verify", head, by=by, school_id=school_of_chain, after=found)
    message = f"在第 {broken.seq} 条断开：{sentence}" if broken else f"{head.seq} 条：{sentence}"
    return {**found, "message": message}
