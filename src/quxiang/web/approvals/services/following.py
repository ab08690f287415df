"""What goes along when a graduate changes college: runs that go on are signed at the new one."""

from __future__ import annotations

from quxiang.web.approvals.models import Level, Run, RunStep, StepKind
from quxiang.web.approvals.services.running import seat_group
from quxiang.web.approvals.states import LIVE, StepState
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer


@follows_transfer
def runs_go_along(graduate: Graduate) -> None:
    """Move runs and steps; what the former college signed stands, what is open goes on here."""
    college = graduate.college_id
    Run.objects.filter(registration__graduate=graduate).update(college_id=college)
    steps = RunStep.objects.filter(run__registration__graduate=graduate)
    steps.update(college_id=college)
    unsigned = steps.filter(
        kind=StepKind.GROUP, level=Level.COLLEGE, run__state__in=LIVE,
        state__in=(StepState.WAITING, StepState.OPEN),
    )  # fmt: skip
    for step in unsigned.select_related("college"):
        step.rule = ""
        seat_group(step, graduate)
