"""Return with a reason: to an earlier step, or to the author."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.approvals.models import RunStep
from quxiang.web.approvals.seats import Seating
from quxiang.web.approvals.services.running import advance, redo
from quxiang.web.approvals.services.signing import held, require_asked
from quxiang.web.approvals.states import RUNNING, StepState
from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError
from quxiang.web.common.states import move
from quxiang.web.destinations.fields import FIELDS
from quxiang.web.destinations.services.entering import send_back as return_to_author

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

MOST = 200


@trail.atomic()
def send_back(
    *, step: RunStep, seen: int, reason: str, by: User, to: int = 0, unlocked: Sequence[str] = ()
) -> None:
    """Return an open step to the step of order ``to``, or to the author (0).

    To a step, the run moves back: that step is signed again, then it goes on where it was
    returned; those between signed the same version, and theirs stand. To the author,
    ``unlocked`` may name the only fields open to change.
    """
    now = held(step, seen)
    require_asked(Seating(now), by)
    reason = reason.strip()
    if not 2 <= len(reason) <= MOST:
        message = "请写明退回的原因（2 到 200 个字）。"
        raise InvalidError(Problem("no_reason", message, "对方要凭它修改。"))
    if to:
        _to_step(now, to, reason, by)
    else:
        _to_author(now, reason, unlocked, by)


def _to_step(step: RunStep, to: int, reason: str, by: User) -> None:
    earlier = step.run.steps.filter(order=to, order__lt=step.order, state=StepState.DONE).first()
    if earlier is None:
        raise InvalidError(Problem("no_step", "只能退回到已经签过的前一步。", "请重新选择。"))
    earlier.run = step.run
    redo(step, by=by, reason=reason)
    redo(earlier, by=by, reason=reason)
    advance(step.run, by=by)


def _to_author(step: RunStep, reason: str, unlocked: Sequence[str], by: User) -> None:
    unknown = [name for name in unlocked if name != "code" and name not in FIELDS]
    if unknown:
        raise InvalidError(Problem("no_field", "没有这样的填报项。", "请重新选择。"))
    redo(step, by=by, reason=reason)
    move(step.run, RUNNING["return"], by=by, reason=reason)
    return_to_author(step.run.registration, by=by, reason=reason, unlocked=unlocked)
