"""What tests of runs and cases share: faults planted in two colleges, a run, the cases by rule."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings

from quxiang.web.alerts.models import Case, RuleRun
from quxiang.web.alerts.services.running import ask_for_run
from quxiang.web.common import clock
from quxiang.web.destinations.services import bulk
from quxiang.web.evidence.models import Evidence
from quxiang.web.jobs.services import work_off
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate, RegistryRow
from quxiang.web.season.services.taking import FOLDER
from web.cast import Cast
from web.signing import CONTRACT

#: in term, on a Thursday, before anybody has to have confirmed
MOMENT = datetime(2026, 12, 3, 10)


def entered(cast: Cast, graduate: Graduate, typed: Mapping[str, str] = CONTRACT) -> None:
    """Let somebody have a destination that was entered before the school began here."""
    standard = standard_of(cast.school.pk, cast.cohort.scheme)
    origin = bulk.Origin(standard, "adopted", cast.qian)
    assert bulk.adopt_all([bulk.Listed(graduate, dict(typed))], origin)


def proved(cast: Cast, graduate: Graduate, kind: str = "contract") -> Evidence:
    """Let a paper prove somebody's destination."""
    return Evidence.objects.create(
        school=cast.school, cohort=cast.cohort, college_id=graduate.college_id, kind=kind,
        graduate=graduate, version=1, sha256=f"{graduate.pk:064d}",
        size=1, pages=1, media_type="image/jpeg", at=clock.now(), keep_from=clock.today(),
    )  # fmt: skip


def in_registry(cast: Cast, graduate: Graduate, **facts: str) -> RegistryRow:
    """Copy somebody from the registry, with what differs there."""
    same = ("student_no", "exam_no", "name", "major_code", "major_name", "level", "status")
    known = {name: getattr(graduate, name) for name in same} | facts
    return RegistryRow.objects.create(
        school=cast.school, cohort=cast.cohort, graduate=graduate, key=graduate.student_no,
        recorded_at=clock.now(), college_name=graduate.college.name, **known,
    )  # fmt: skip


def run_rules(cast: Cast) -> RuleRun:
    """Run the rules as somebody of the centre does, in the worker's place."""
    run = ask_for_run(cohort=cast.cohort, by=cast.qian, why="测试")
    work_off()
    run.refresh_from_db()
    assert run.state == "done", run.message
    return run


def cases(**which: object) -> list[Case]:
    return list(Case.objects.filter(**which).order_by("pk"))


def no_snapshots() -> None:
    """Begin without the folders of another test's school."""
    shutil.rmtree(Path(settings.HOME) / FOLDER, ignore_errors=True)
