"""Look up every employer whose answer is old, in the background, at the pace that is set."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.employers.access import KEEPS_EMPLOYERS, may_keep_employers
from quxiang.web.employers.lookupmodels import LookUpSource, Outcome
from quxiang.web.employers.services.looking import asked_now, stale_employers, usable_source
from quxiang.web.employers.services.pacing import reserve
from quxiang.web.jobs.registry import task
from quxiang.web.jobs.services import enqueue

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.jobs.models import Job
    from quxiang.web.jobs.progress import Progress

TASK = "employers.look_up"
#: so many failures in a row are the interface's, and asking on would only wear it out
MOST_FAILED = 20
#: the longest a job waits before it looks whether it was told to stop, in seconds
LOOK_UP = 1.0


def ask_for_all(*, by: User) -> Job:
    """Have every stale employer looked up; refuses while look-ups are off."""
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    usable_source(by.school_id)
    with trail.atomic():
        job = enqueue(TASK, key=str(by.school_id), by=by, school=by.school_id)
        trail.record("employer.look_up_all", by=by, school_id=by.school_id)
    return job


@task(TASK, "查询单位登记信息")
def look_all_up(progress: Progress, school: int) -> dict[str, Any]:
    """Ask one after the other; a failure is kept and the next one asked.

    Again it goes on with those that are still stale.
    """
    source = usable_source(school)
    keys = list(stale_employers(school, source, clock.now()).values_list("pk", flat=True))
    progress.start(len(keys))
    counts: dict[str, int] = dict.fromkeys(Outcome.values, 0)
    failed = 0
    for at, key in enumerate(keys, 1):
        # by now it may have been merged, or looked up from its page
        employer = stale_employers(school, source, clock.now()).filter(pk=key).first()
        if employer is None:
            continue
        _wait(progress, source, at - 1)
        found = asked_now(employer, source, progress.job.requested_by)
        counts[found.outcome] += 1
        failed = failed + 1 if found.outcome == Outcome.FAILED else 0
        progress.at(at, _sentence(counts))
        if failed == MOST_FAILED:
            stopped = f"连续 {failed} 次没有查成，先停下了。{found.message}"
            return {"message": f"{_sentence(counts)}{stopped}"}
    return {"message": _sentence(counts)}


def _wait(progress: Progress, source: LookUpSource, done: int) -> None:
    """Wait for a turn, and say in between that the job is alive."""
    while wait := reserve(source):
        rest(min(wait, LOOK_UP))
        progress.at(done)


def rest(seconds: float) -> None:
    time.sleep(seconds)


def _sentence(counts: dict[str, int]) -> str:
    found, absent, failed = (counts[each] for each in Outcome.values)
    return f"查到 {found} 家，查无 {absent} 家，没有查成 {failed} 家。"
