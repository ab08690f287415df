"""Hand a college's recording over: in one transaction, with the list of open work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment, Handover, Unit
from quxiang.web.orgs.services.posts import appoint, relieve
from quxiang.web.orgs.services.units import add_post

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what a hook gives: [what it is, how many]
OpenWork = Callable[[Unit], list[tuple[str, int]]]
_hooks: list[OpenWork] = []


def open_work(hook: OpenWork) -> OpenWork:
    """Register what an app still has open for a college; shown at a hand-over."""
    _hooks.append(hook)
    return hook


def open_work_of(unit: Unit) -> list[tuple[str, int]]:
    """Return everything open for a college, by every app that registered."""
    return [item for hook in _hooks for item in hook(unit)]


@trail.atomic()
def hand_over(*, unit: Unit, to: User, by: User, reason: str = "") -> Handover:
    """Make somebody the college's recorder; whoever was it ceases at the same moment.

    Refuses somebody of another school and the recorder in office.
    """
    if unit.kind != Unit.Kind.COLLEGE:
        raise InvalidError("只有学院才有录入员。")
    current = Appointment.objects.filter(
        unit=unit, kind=PostKind.RECORDER, role=Appointment.Role.HOLDER, ended_at__isnull=True
    ).first()
    if current is not None and current.user_id == to.pk:
        raise InvalidError(f"{to.name} 已经是本院的录入员。")
    for each in Appointment.objects.filter(
        unit=unit, kind=PostKind.RECORDER, ended_at__isnull=True, user=to
    ):
        relieve(appointment=each, by=by, reason="接任录入员")
    if current is not None:
        relieve(appointment=current, by=by, reason=reason)
    post = add_post(school=unit.school, kind=PostKind.RECORDER, unit=unit, by=by)
    appoint(post=post, user=to, by=by, reason=reason)
    handover = Handover.objects.create(
        school_id=unit.school_id, unit=unit, giver=current.user if current else None, taker=to,
        at=clock.now(), by=by, reason=reason, items=open_work_of(unit),
    )  # fmt: skip
    after = {"unit": unit.pk, "from": current.user_id if current else None, "to": to.pk}
    trail.record("recorder.hand_over", handover, by=by, reason=reason, after=after)
    return handover
