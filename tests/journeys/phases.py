"""One import in one process, phase by phase: ``python -m journeys.phases ROWS`` prints JSON.

The installation must hold the school of the demonstration. Of each phase: seconds, CPU seconds.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from journeys import rosters

Phases = list[tuple[float, float]]


def phases(rows: int) -> Phases:
    """Read and recognise a roster; read, compare and stage it; apply it: what each cost."""
    from quxiang.web.imports.models import Import
    from quxiang.web.imports.reading import understand
    from quxiang.web.imports.services import applying, uploading
    from quxiang.web.imports.targets import get_target
    from quxiang.web.jobs.services import work_off
    from quxiang.web.orgs.models import Unit
    from quxiang.web.roster.models import Cohort

    costs: Phases = []
    cohort, target = Cohort.objects.get(), get_target("roster")
    by = cohort.school.users.get(number="8001")
    colleges = Unit.objects.filter(kind=Unit.Kind.COLLEGE).values_list("name", flat=True)
    with TemporaryDirectory() as folder:
        file = rosters.write(Path(folder) / "roster.xlsx", rows, list(colleges))
        _timed(costs, lambda: understand(file, target, {}, ""))
        upload = uploading.upload(
            target=target, filename=file.name, content=file.read_bytes(), cohort=cohort, by=by
        )
    _timed(costs, work_off)
    applying.apply_import(upload=Import.objects.get(pk=upload.pk), by=by)
    _timed(costs, work_off)
    seen = Import.objects.get(pk=upload.pk)
    assert (seen.state, seen.counts) == ("applied", {"new": rows}), (seen.state, seen.counts)
    return costs


def _timed(costs: Phases, work: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    costs.append((time.perf_counter() - wall, time.process_time() - cpu))


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(phases(int(sys.argv[1]))))
