"""Delete uploads that no import knows: of one that was rolled back, or ended before its file."""

from __future__ import annotations

from datetime import datetime, timedelta

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.imports import files
from quxiang.web.imports.models import Import
from quxiang.web.jobs.registry import every, periodic

#: an upload is on disk a moment before its import is in the database
REST = timedelta(days=1)


@periodic("imports.sweep", every(days=1))
def sweep_orphans(_now: datetime) -> None:
    """Delete files without an import, once they are a day old by the clock of the machine."""
    kept = set(Import.objects.exclude(path="").values_list("path", flat=True))
    with trail.atomic():
        if count := files.sweep(kept, clock.real_now() - REST):
            trail.record("import.sweep", by=None, after={"count": count})
