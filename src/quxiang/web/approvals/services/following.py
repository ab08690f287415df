"""What goes along when a graduate changes college: runs that go on are signed at the new one."""

from __future__ import annotations

from collections.abc import Sequence

from quxiang.web.approvals.models import Level, Run, RunStep, StepKind
from quxiang.web.approvals.services.running import seat_group
from quxiang.web.approvals.states import LIVE, StepState
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer


@follows_transfer
def runs_go_along(graduates: Sequence[Graduate], college: Unit) -> None:
    """Move runs and steps; what the former college signed stands, what is open goes on here."""
    Run.objects.filter(registration__graduate__in=graduates).update(college=college)
    steps = RunStep.objects.filter(run__registration__graduate__in=graduates)
    steps.update(college=college)
    unsigned = steps.filter(
        kind=StepKind.GROUP, level=Level.COLLEGE, run__state__in=LIVE,
        state__in=(StepState.WAITING, StepState.OPEN),
    )  # fmt: skip
    known = {each.pk: each for each in graduates}
    for step in unsigned.select_related("college", "run__registration"):
        step.rule = ""
        seat_group(step, known[step.run.registration.graduate_id])
