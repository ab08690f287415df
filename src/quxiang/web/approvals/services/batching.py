"""Sign many open steps by one act: signatures, moves and what follows, each by one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quxiang.web.approvals.manyseats import seatings_of
from quxiang.web.approvals.models import Run, RunStep, Signature, StepKind
from quxiang.web.approvals.seats import Seat, live
from quxiang.web.approvals.services.putting import signature_of
from quxiang.web.approvals.services.running import advance
from quxiang.web.approvals.states import RUNNING, STEPPING, StepState
from quxiang.web.common import clock
from quxiang.web.common.columns import among
from quxiang.web.common.states import move_all
from quxiang.web.destinations.services.entering import complete_all

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def sign_all(
    steps: Sequence[RunStep], seats: Mapping[int, Sequence[Seat]],
    evidence: Mapping[int, Sequence[str]], *, by: User, **more: Any,
) -> None:  # fmt: skip
    """Sign open steps for these seats, close those that are signed by it, and lead their runs on.

    Called within a service that holds the registrations and has looked that each may be signed.
    ``more`` is what each signature has beside: way, sheet, scan.
    """
    Signature.objects.bulk_create(
        (
            signature_of(step, seat, evidence[step.run.version_id], **more)
            for step in steps
            for seat in seats[step.pk]
        ),
        batch_size=500,
    )
    seatings = seatings_of(steps)
    closed = [step for step in steps if seatings[step.pk].is_signed]
    move_all(closed, STEPPING["sign"], by=by, done_at=clock.now())
    _lead_on(closed, by)


def _lead_on(closed: Sequence[RunStep], by: User) -> None:
    """Open the next step of each run; where none is left, everything is signed."""
    runs = {step.run_id: step.run for step in closed}
    level = {step.run_id: step.level for step in closed}
    following = _following(list(runs))
    signed = _with_signatures(list(following.values()))
    alone = {
        run
        for run, step in following.items()
        if step.kind == StepKind.GRADUATE or step.level == level[run] or step.pk in signed
    }
    opened = [step for run, step in following.items() if run not in alone]
    move_all(opened, STEPPING["open"], by=by, opened_at=clock.now())
    for run in sorted(alone):  # may be signed already, by the same person at the same level
        advance(runs[run], by=by)
    _complete([run for pk, run in runs.items() if pk not in following], by)


def _following(runs: Sequence[int]) -> dict[int, RunStep]:
    """Return the first waiting step of each run."""
    waiting = RunStep.objects.filter(among(RunStep, "run", runs), state=StepState.WAITING)
    first: dict[int, RunStep] = {}
    for step in waiting.order_by("run", "order"):
        first.setdefault(step.run_id, step)
    return first


def _with_signatures(steps: Sequence[RunStep]) -> set[int]:
    keys = [step.pk for step in steps]
    found = live(Signature.objects.filter(among(Signature, "step", keys)))
    return set(found.values_list("step_id", flat=True))


def _complete(runs: Sequence[Run], by: User) -> None:
    move_all(runs, RUNNING["complete"], by=by, ended_at=clock.now())
    complete_all([run.registration for run in runs], by=by)
