"""Sign a step on the screen, prepare it for who signs, let it pass where nobody may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from quxiang.problems import Problem
from quxiang.web.approvals.models import RunStep, Signature
from quxiang.web.approvals.seats import NOT_ASKED, Seating
from quxiang.web.approvals.services.putting import put
from quxiang.web.approvals.services.running import advance, settle, wants_stamp
from quxiang.web.approvals.states import STEPPING, StepState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.destinations.services.holding import hold
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def held(step: RunStep, seen: int) -> RunStep:
    """Lock the registration of a step and return the step as it is now.

    Raises :class:`StaleStateError` when the step is not open, or not about version ``seen``.
    """
    registration = hold(step.run.registration)
    found = (
        RunStep.objects.select_related(
            "run__version", "run__registration__graduate__person__user",
            "run__registration__cohort", "college",
        ).get(pk=step.pk)
    )  # fmt: skip
    found.run.registration = registration
    if found.state != StepState.OPEN or found.run.version.number != seen:
        raise StaleStateError
    return found


@trail.atomic()
def sign(*, step: RunStep, seen: int, by: User, note: str = "") -> None:
    """Sign an open step for every post ``by`` holds at it, shown for all of them.

    Refuses who is not asked (403), a conflict (403, with who may instead), what somebody else
    closed or a newer version replaced (409).
    """
    now = held(step, seen)
    seating = Seating(now)
    require_asked(seating, by)
    seats = seating.of(by)
    put(now, seats, way=Signature.Way.SCREEN, note=note.strip()[:200])
    settle(now, by=by)
    advance(now.run, by=by)


def require_asked(seating: Seating, user: User) -> None:
    """Go on only for who is asked to sign; a conflict is refused with who may instead.

    Raises :class:`StaleStateError` where somebody signed for the same post just before.
    """
    require(not (conflict := seating.conflict_of(user)), conflict)
    if seating.of(user):
        return
    if user.pk in {each.user.pk for each in seating.able}:
        raise StaleStateError
    raise PermissionDenied(NOT_ASKED)


@trail.atomic()
def prepare(*, step: RunStep, seen: int, note: str, by: User) -> None:
    """Mark a step as looked through for the leader; a secretary prepares and never signs."""
    now = held(step, seen)
    require(may_prepare(by, now), PREPARES)
    now.prepared_by, now.prepared_note = by, note.strip()[:200]
    now.save(update_fields=["prepared_by", "prepared_note"])
    trail.record("registration.prepare", now.run.registration, by=by, reason=now.prepared_note)


#: told to whoever is refused it
PREPARES = whose(PostKind.SECRETARY)


def may_prepare(user: User, step: RunStep) -> bool:
    return step.college_id in posts_of(user).units(PostKind.SECRETARY)


@trail.atomic()
def excuse(*, step: RunStep, seen: int, reason: str, by: User) -> None:
    """Let a step pass that nobody may sign: the centre, logged, with a reason.

    Refused while anybody may sign it; then that person signs.
    """
    require(may_excuse(by), EXCUSES)
    now = held(step, seen)
    able = "、".join(sorted({each.user.name for each in Seating(now).needed}))
    if able:
        message = f"这一步还有人可以签：{able}。"
        raise InvalidError(Problem("can_be_signed", message, "请联系他们；不需要登记例外。"))
    if len(reason.strip()) < 4:
        raise InvalidError(Problem("no_reason", "请写明为什么免签（至少 4 个字）。", ""))
    if wants_stamp(now):
        raise InvalidError(
            Problem("no_stamp", "这一步还需要盖章件的扫描件。", "请先登记盖章件，再登记例外。")
        )
    changes = {"done_at": clock.now(), "skipped_by": by, "note": reason.strip()[:200]}
    move(now, STEPPING["skip"], by=by, reason=reason.strip(), **changes)
    advance(now.run, by=by)


#: told to whoever is refused it
EXCUSES = whose(PostKind.CENTRE_OFFICER)


def may_excuse(user: User) -> bool:
    return posts_of(user).has(PostKind.CENTRE_OFFICER)
