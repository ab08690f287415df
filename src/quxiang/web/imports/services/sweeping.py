"""Put right what was cut off: uploads no import knows, imports whose job has ended."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.common.states import move
from quxiang.web.imports import files
from quxiang.web.imports.halted import halted_now
from quxiang.web.imports.models import Import
from quxiang.web.imports.services.uploading import as_json
from quxiang.web.imports.states import TRANSITIONS, ImportState
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.registry import every, periodic

#: the job an import waits for, by its state
WAITS_FOR = {
    ImportState.READING: "imports.read",
    ImportState.APPLYING: "imports.apply",
    ImportState.UNDOING: "imports.undo",
}
STOPPED = Problem("reading_stopped", "读取中途停止，没有改动任何数据。", "请重新上传。")
#: an upload is on disk a moment before its import is in the database
REST = timedelta(days=1)


@periodic("imports.sweep", every(days=1))
def sweep_orphans(_now: datetime) -> None:
    """Delete files without an import, once they are a day old by the clock of the machine."""
    kept = set(Import.objects.exclude(path="").values_list("path", flat=True))
    with trail.atomic():
        if count := files.sweep(kept, clock.real_now() - REST):
            trail.record("import.sweep", by=None, after={"count": count})


@periodic("imports.free", every(minutes=1))
def free_stuck(_now: datetime) -> None:
    """Free imports whose job was cancelled before it began, or was cut off too often."""
    for upload in Import.objects.filter(state__in=WAITS_FOR):
        kind = WAITS_FOR[ImportState(upload.state)]
        asked = Job.objects.filter(kind=kind, school_id=upload.school_id, key=str(upload.pk))
        last = asked.order_by("-created_at").first()
        if last is not None and last.state in (Job.State.FAILED, Job.State.CANCELLED):
            with suppress(StaleStateError):  # somebody was first: then it is free
                free(upload)


@trail.atomic()
def free(upload: Import) -> None:
    """Bring an import back to where somebody can go on with it; what was written stays."""
    if upload.state == ImportState.READING:
        problems = {"problems": [as_json(STOPPED)]}
        move(upload, TRANSITIONS["give_up"], by=None, problem=problems)
    elif upload.state == ImportState.APPLYING:
        move(upload, TRANSITIONS["halt"], by=None, **halted_now(upload))
    else:
        move(upload, TRANSITIONS["stay_halted" if upload.path else "stay"], by=None)
