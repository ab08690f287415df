"""Rehearsals in the background."""

from __future__ import annotations

from typing import Any

from quxiang.web.alerts.states import RunState
from quxiang.web.feedback.models import Rehearsal
from quxiang.web.feedback.services.rehearsing import TASK, rehearse
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import task


@task(TASK, "核查预演")
def do_rehearsal(progress: Progress, rehearsal: int) -> dict[str, Any]:
    """Do one rehearsal; what it came to is the job's result too."""
    related = ("cohort__school", "run__cohort__school", "run__snapshot", "run__by")
    row = Rehearsal.objects.select_related(*related).get(pk=rehearsal)
    progress.start(3)
    rehearse(row, progress)
    if row.run.state == RunState.FAILED:
        return {"message": row.run.message}
    return {"message": f"发现 {row.run.faults} 项，待核 {row.run.to_check} 项。"}
