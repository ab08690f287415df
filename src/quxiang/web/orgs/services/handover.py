"""Hand a college's recording over: in one transaction, with the list of open work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment, Handover, Unit
from quxiang.web.orgs.selectors import active_appointments
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


def _recorder_of(unit: Unit) -> Appointment | None:
    """Return who holds a college's recording, be it one who does not act yet or any more."""
    return (
        Appointment.objects.filter(
            unit=unit, kind=PostKind.RECORDER, role=Appointment.Role.HOLDER, ended_at__isnull=True
        )
        .select_related("user")
        .first()
    )


@trail.atomic()
def hand_over(
    *, unit: Unit, to: User, instead_of: int | None, by: User, reason: str = ""
) -> Handover:
    """Make somebody the college's recorder; whoever was it ceases at the same moment.

    ``instead_of`` is the recorder (a user's id) whom ``by`` saw in office, ``None`` for a vacant
    post. Raises :class:`StaleStateError` when that changed meanwhile, whoever holds it now. Refuses
    somebody of another school and the recorder in office.
    """
    if unit.kind != Unit.Kind.COLLEGE:
        raise InvalidError("只有学院才有录入员。")
    # two hand-overs of one college wait for each other here, and the second sees the first's
    Unit.objects.select_for_update(no_key=True).only("pk").get(pk=unit.pk)
    current = _recorder_of(unit)
    _refuse_changed(current, instead_of)
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
    return _told(unit, current, to, by, reason)


def _refuse_changed(current: Appointment | None, instead_of: int | None) -> None:
    acting = active_appointments(clock.now()).filter(pk__in=[current.pk] if current else []).first()
    if (acting.user_id if acting else None) == instead_of:
        return
    if acting is None:
        raise StaleStateError("原录入员已经卸任，本院现在没有录入员，交接没有执行。请刷新后任命。")
    raise StaleStateError(
        f"刚才有人先一步办理了交接，本院的录入员现在是 {acting.user.name}，您的操作没有执行。"
        "请刷新后再看。"
    )


def _told(unit: Unit, current: Appointment | None, to: User, by: User, reason: str) -> Handover:
    """Keep the hand-over with the list of what is open, and note it in the trail."""
    handover = Handover.objects.create(
        school_id=unit.school_id, unit=unit, giver=current.user if current else None, taker=to,
        at=clock.now(), by=by, reason=reason, items=open_work_of(unit),
    )  # fmt: skip
    after = {"unit": unit.pk, "from": current.user_id if current else None, "to": to.pk}
    trail.record("recorder.hand_over", handover, by=by, reason=reason, after=after)
    return handover
