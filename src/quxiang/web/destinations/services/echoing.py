"""Let registrations follow what the registering system says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.standards import fold_name
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.states import move
from quxiang.web.destinations.models import (
    Confirmation,
    ConfirmationMove,
    Exchange,
    Registration,
    SystemRow,
    Version,
)
from quxiang.web.destinations.services.entering import await_confirmation
from quxiang.web.destinations.services.holding import hold, moment_of, step
from quxiang.web.destinations.states import CONFIRMING, ConfirmationState, ExchangeState, Place
from quxiang.web.destinations.states import RegistrationState as S

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def agrees(row: SystemRow, version: Version | None) -> bool:
    """Say whether the system holds what a version says: code and employer, names folded."""
    if version is None or row.code != version.code:
        return False
    if row.employer_uscc and version.employer_uscc:
        return row.employer_uscc == version.employer_uscc
    return fold_name(row.employer_name) == fold_name(version.employer_name)


@trail.atomic()
def take_in(row: SystemRow, *, by: User) -> bool:
    """Move a graduate's registration as the system's row says; return whether anything moved."""
    found = Registration.objects.filter(graduate_id=row.graduate_id).first()
    if found is None or found.current_id is None:
        return False
    held = hold(found)
    moved = False
    if row.state == SystemRow.State.ENTERED and agrees(row, held.current):
        if held.state == S.SIGNED:
            step(held, "enter", by=by, reason="登记系统导出里已有")
            await_confirmation(held)
            moved = True
        moved |= _exchange(held, ExchangeState.ACCEPTED)
    elif (
        row.state == SystemRow.State.RETURNED
        and held.state == S.ENTERED
        and agrees(row, held.current)  # else what was returned is an older version
    ):
        step(held, "refuse", by=by, reason=row.reason or "登记系统退回，未写原因")
        _exchange(held, ExchangeState.REFUSED, row.reason)
        moved = True
    return _confirmed(held, row, by) or moved


def _exchange(held: Registration, state: ExchangeState, reason: str = "") -> bool:
    """Keep what the system said of the current version; ``False`` where it is known already."""
    known = Exchange.objects.filter(version=held.current).first()
    if known is not None and (known.state, known.reason) == (state, reason):
        return False
    Exchange.objects.update_or_create(
        version=held.current,
        defaults={
            "school_id": held.school_id, "college_id": held.college_id, "state": state,
            "at": moment_of(held), "reason": reason[:200],
        },
    )  # fmt: skip
    return True


def _confirmed(held: Registration, row: SystemRow, by: User) -> bool:
    """Keep that the graduate confirmed the version in force in the national system."""
    shown = held.in_force
    if row.confirmed_on is None or shown is None or not agrees(row, shown):
        return False
    adopted = shown.source == Version.Source.ADOPTED
    if not adopted and row.confirmed_on < clock.local(shown.recorded_at).date():
        return False  # what was confirmed that day was an older version
    confirmation, _ = Confirmation.objects.get_or_create(
        version=shown, place=Place.NATIONAL,
        defaults={"school_id": held.school_id, "college_id": held.college_id},
    )  # fmt: skip
    source = confirmation.state
    if source == ConfirmationState.CONFIRMED:
        return False
    move(
        confirmation, CONFIRMING["confirm"], by=by, at=clock.start_of(row.confirmed_on),
        reason="登记系统导出",
    )  # fmt: skip
    ConfirmationMove.objects.create(
        school_id=held.school_id, confirmation=confirmation, source=source,
        target=confirmation.state, by=by, at=moment_of(held), note="登记系统导出",
    )  # fmt: skip
    return True
