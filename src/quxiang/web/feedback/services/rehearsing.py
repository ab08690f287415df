"""Rehearse an inspection: freeze, run everything, and keep what it would mean for each college."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.alerts.models import RuleRun
from quxiang.web.alerts.services.running import begin, do_run
from quxiang.web.alerts.states import RunState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.feedback.access import TAKES, may_take
from quxiang.web.feedback.models import Rehearsal
from quxiang.web.feedback.rehearsed import result_of
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.services import enqueue
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TASK = "feedback.rehearse"
WHY = "核查预演"


@trail.atomic()
def ask_for_rehearsal(*, cohort: Cohort, why: str, by: User) -> Rehearsal:
    """Begin a rehearsal in the background. Raises ``StaleStateError`` while rules are running."""
    require(may_take(by), TAKES)
    run = begin(cohort, by, f"{WHY}：{why}" if why else WHY)
    made = Rehearsal.objects.create(
        school_id=cohort.school_id, cohort=cohort, run=run, why=why[:200], by=by, at=clock.now()
    )
    job = enqueue(
        TASK, key=f"rehearsal-{made.pk}", by=by, school_id=cohort.school_id, rehearsal=made.pk
    )
    RuleRun.objects.filter(pk=run.pk).update(job=job)
    trail.record("rehearsal.begin", made, by=by, reason=why)
    return made


def rehearse(rehearsal: Rehearsal, progress: Progress | None = None) -> None:
    """Do a rehearsal that has begun; again, after an interruption, it goes on where it was."""
    run = rehearsal.run
    do_run(run, progress)
    run.refresh_from_db()
    if run.state == RunState.DONE and rehearsal.result is None:
        rehearsal.result = result_of(run)
        rehearsal.save(update_fields=["result"])
