"""Return with a reason: to an earlier step, or to the author; open signatures for new evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.approvals.binding import evidence_hashes
from quxiang.web.approvals.models import RunStep
from quxiang.web.approvals.seats import Seating, live
from quxiang.web.approvals.services.running import advance, find_live_run, redo
from quxiang.web.approvals.services.signing import held, require_asked
from quxiang.web.approvals.states import RUNNING, RunState, StepState
from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError
from quxiang.web.common.states import move
from quxiang.web.destinations.fields import FIELDS
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.destinations.services.entering import send_back as return_to_author
from quxiang.web.destinations.services.filing import send
from quxiang.web.destinations.services.holding import hold
from quxiang.web.destinations.states import RegistrationState

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


@trail.atomic()
def reopen_for_evidence(registration: Registration, *, by: User) -> None:
    """Ask for signatures again after a file was added or replaced.

    In review, whatever was signed with other files is signed again. What is signed or entered
    already becomes a new version with the same content; the old one stays in force meanwhile.
    """
    now = hold(registration)
    if now.state in (RegistrationState.SIGNED, RegistrationState.ENTERED):
        _file_again(now, by)
        return
    run = find_live_run(now)
    if run is None or run.state != RunState.RUNNING:
        return
    run.registration = now
    evidence = evidence_hashes(run.version)
    for step in run.steps.all():
        step.run = run
        if any(each.evidence != evidence for each in live(step.signatures.all())):
            redo(step, by=by, reason="证明材料有增补或替换，须重新签")
    run.steps.filter(state=StepState.OPEN).update(state=StepState.WAITING)
    advance(run, by=by)


def _file_again(registration: Registration, by: User) -> None:
    old = registration.current
    if old is None:
        return
    fields = {
        field.attname: getattr(old, field.attname)
        for field in Version._meta.concrete_fields
        if field.attname not in ("id", "reason", "note", "number", "recorded_at", "by_id")
    }
    version = Version(
        **fields, reason=Version.Reason.CORRECTION, note="证明材料有增补或替换", by=by
    )
    own = registration.graduate.person.user_id == by.pk
    version.source = Version.Source.GRADUATE if own else Version.Source.RECORDER
    send(registration, version, by=by)
