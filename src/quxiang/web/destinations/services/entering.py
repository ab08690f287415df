"""What others decide about a registration: signed, returned, entered, refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.access import ENTERS, may_enter
from quxiang.web.destinations.models import Confirmation, Exchange, Registration, Version
from quxiang.web.destinations.services.holding import hold, step, step_all
from quxiang.web.destinations.services.leaving import require_proof
from quxiang.web.destinations.states import ExchangeState, Place
from quxiang.web.destinations.states import RegistrationState as S

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def complete(registration: Registration, *, by: User | None) -> None:
    """Say that every signature is there. Called by what signs, within its own service."""
    step(registration, "complete", by=by)


def complete_all(registrations: Sequence[Registration], *, by: User | None) -> None:
    """Say it of many that are held, of one cohort, by one statement each for state and history."""
    step_all(registrations, "complete", by=by)


def send_back(
    registration: Registration, *, by: User | None, reason: str, unlocked: Sequence[str] = ()
) -> None:
    """Return a registration to its author; ``unlocked`` names the only fields open to change."""
    step(registration, "return", by=by, reason=reason)
    registration.unlocked = list(unlocked)
    registration.save(update_fields=["unlocked"])


@trail.atomic()
def enter(*, registrations: Iterable[Registration], by: User) -> list[Registration]:
    """Note that signed registrations were entered in the registering system.

    Those somebody else moved meanwhile are left out; return the ones that were entered. Refuses
    (422) what leaves a signed agreement and lost the paper that shows its end.
    """
    entered = []
    for each in sorted(registrations, key=lambda row: row.pk):
        require(may_enter(by, each), ENTERS)
        held = hold(each)
        if held.state == S.SIGNED and held.current is not None:
            require_proof(held, held.current)
            step(held, "enter", by=by)
            await_confirmation(held)
            entered.append(held)
    return entered


def await_confirmation(registration: Registration) -> None:
    """Let the graduate check the version that was entered, here and in the national system."""
    version = registration.current
    for place in Place.values if version is not None else ():
        Confirmation.objects.get_or_create(
            version=version, place=place,
            defaults={
                "school_id": registration.school_id, "college_id": registration.college_id,
            },
        )  # fmt: skip


def await_confirmations(pairs: Sequence[tuple[Registration, Version]]) -> None:
    """Let each graduate of many check the version that was entered, as one alone is let."""
    Confirmation.objects.bulk_create(
        (
            Confirmation(
                school_id=registration.school_id, college_id=registration.college_id,
                version=version, place=place,
            )
            for registration, version in pairs
            for place in Place.values
        ),
        batch_size=500, ignore_conflicts=True,
    )  # fmt: skip


@trail.atomic()
def refuse(*, registration: Registration, seen: int, reason: str, by: User) -> None:
    """Note that the registering system refused what was entered; it stays in force meanwhile."""
    require(may_enter(by, registration), ENTERS)
    if len(reason.strip()) < 2:
        raise InvalidError("请写明登记系统退回的原因。")
    held = hold(registration, seen)
    if held.current is None:
        raise StaleStateError
    step(held, "refuse", by=by, reason=reason)
    Exchange.objects.update_or_create(
        version=held.current,
        defaults={
            "school_id": held.school_id, "college_id": held.college_id, "reason": reason[:200],
            "state": ExchangeState.REFUSED, "at": clock.now(),
        },
    )  # fmt: skip
