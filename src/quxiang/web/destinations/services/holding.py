"""Hold one registration: whoever acts on it waits for the other, and is told if it moved on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F

from quxiang.problems import Problem
from quxiang.web.common import clock, compiled
from quxiang.web.common.columns import among
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.common.states import move, move_all
from quxiang.web.destinations.models import Move, Registration, Version
from quxiang.web.destinations.states import TRANSITIONS, counts
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort, Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def registration_of(graduate: Graduate) -> Registration:
    """Return a graduate's registration, made when there is none yet."""
    found = compiled.first("a registration", Registration.objects.filter(graduate=graduate))
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Registration.objects.create(
                school_id=graduate.school_id, cohort_id=graduate.cohort_id, graduate=graduate,
                college_id=graduate.college_id, changed_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:  # somebody made it a moment ago
        return Registration.objects.get(graduate=graduate)


def hold(registration: Registration, seen: int | None = None) -> Registration:
    """Lock a registration and return it as it is now.

    Raises :class:`StaleStateError` when it is not what the page with revision ``seen`` showed.
    """
    rows = Registration.objects.select_for_update(of=("self",), no_key=True).select_related(
        "cohort", "current", "in_force", "graduate__person__user"
    )
    held = compiled.first("held", rows.filter(pk=registration.pk))
    if held is None:
        raise StaleStateError
    if seen is not None and held.revision != seen:
        raise StaleStateError
    refuse_archived(held.cohort)
    held.held_at = clock.now()
    return held


def hold_all(keys: Sequence[int]) -> dict[int, Registration]:
    """Lock registrations of one cohort, in the order of their keys, and return them as they are."""
    named = Registration.objects.filter(among(Registration, "id", keys))
    rows = Registration.objects.select_for_update(of=("self",), no_key=True).select_related(
        "cohort", "current", "in_force", "graduate__person"
    )
    held = {each.pk: each for each in rows.filter(pk__in=named.values("pk")).order_by("pk")}
    now = clock.now()
    for each in held.values():
        refuse_archived(each.cohort)
        each.held_at = now
    return held


def moment_of(registration: Registration) -> datetime:
    """Return the one moment of an act: whatever it writes was not known in halves."""
    return registration.held_at or clock.now()


def refuse_archived(cohort: Cohort) -> None:
    if cohort.archived_at is not None:
        message = f"{cohort}已归档，去向不再更改；这次的操作没有执行。"
        raise InvalidError(
            Problem("cohort_archived", message, "确需更改的，请联系就业创业指导中心。")
        )


def step(
    registration: Registration, verb: str, *, by: User | None, reason: str = "", **more: Any
) -> Move:
    """Move a held registration along a transition, with its history and what is in force.

    ``more`` are fields set with it. Raises :class:`StaleStateError` when it is in no state this
    may start from.
    """
    now, version, source = moment_of(registration), registration.current, registration.state
    if version is None:
        raise StaleStateError
    changes = {"revision": registration.revision + 1, "changed_at": now, **more}
    move(registration, TRANSITIONS[verb], by=by, reason=reason, **changes)
    keep_in_force(registration)
    return Move.objects.create(
        school_id=registration.school_id, registration=registration, version=version, verb=verb,
        source=source, target=registration.state, by=by, at=now, reason=reason,
    )  # fmt: skip


def step_all(
    registrations: Sequence[Registration], verb: str, *, by: User | None, reason: str = ""
) -> None:
    """Move many held registrations of one cohort, all in one state, along a transition."""
    if not registrations:
        return
    first, source = registrations[0], registrations[0].state
    now = moment_of(first)
    changes: dict[str, Any] = {"revision": F("revision") + 1, "changed_at": now}
    target = TRANSITIONS[verb].target
    if counts(target, read(first.cohort, settings_of(first.cohort)).counts_from):
        changes["in_force_id"] = F("current_id")
    versions = [each.current_id for each in registrations if each.current_id is not None]
    if len(versions) != len(registrations):
        raise StaleStateError
    move_all(registrations, TRANSITIONS[verb], by=by, reason=reason, **changes)
    Move.objects.bulk_create(
        (
            Move(
                school_id=each.school_id, registration=each, version_id=version, verb=verb,
                source=source, target=target, by=by, at=now, reason=reason,
            )
            for each, version in zip(registrations, versions, strict=True)
        ),
        batch_size=500,
    )  # fmt: skip


def keep_in_force(registration: Registration) -> None:
    """Put the current version in force as soon as it has come as far as this cohort counts from."""
    if registration.in_force_id == registration.current_id:
        return
    cohort = registration.cohort
    if counts(registration.state, read(cohort, settings_of(cohort)).counts_from):
        registration.in_force = registration.current
        registration.save(update_fields=["in_force"])


def add(registration: Registration, version: Version) -> None:
    """Write the next version of a held registration; its row names it from the next step on."""
    version.school_id, version.registration = registration.school_id, registration
    version.number = registration.current.number + 1 if registration.current else 1
    version.recorded_at = moment_of(registration)
    version.save(force_insert=True)
    registration.current = version
