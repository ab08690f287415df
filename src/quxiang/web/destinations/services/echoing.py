"""Let registrations follow what the registering system says of them, a file's worth at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quxiang.standards import fold_name
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import among, write_columns
from quxiang.web.common.states import move_all
from quxiang.web.destinations.models import (
    Confirmation,
    ConfirmationMove,
    Exchange,
    Registration,
    SystemRow,
    Version,
)
from quxiang.web.destinations.services.entering import await_confirmations
from quxiang.web.destinations.services.holding import hold_all, moment_of, step_all
from quxiang.web.destinations.states import CONFIRMING, ConfirmationState, ExchangeState, Place
from quxiang.web.destinations.states import RegistrationState as S

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_BATCH = 500
_READ = "登记系统导出"
#: a held registration, what it says, and what the system's row says of it
Met = tuple[Registration, Version, SystemRow]


def agrees(row: SystemRow, version: Version | None) -> bool:
    """Say whether the system holds what a version says: code and employer, names folded."""
    if version is None or row.code != version.code:
        return False
    if row.employer_uscc and version.employer_uscc:
        return row.employer_uscc == version.employer_uscc
    return fold_name(row.employer_name) == fold_name(version.employer_name)


@trail.atomic()
def take_in_all(rows: Sequence[SystemRow], *, by: User) -> set[int]:
    """Move registrations of one cohort as the system's rows say; return the graduates moved."""
    said = {row.graduate_id: row for row in rows}
    filed = Registration.objects.filter(
        among(Registration, "graduate_id", said), current__isnull=False
    )
    held = hold_all(list(filed.values_list("pk", flat=True))).values()
    met = [(e, e.current, said[e.graduate_id]) for e in held if e.current is not None]
    same = [each for each in met if agrees(each[2], each[1])]  # else it is about an older version
    there = [each for each in same if each[2].state == SystemRow.State.ENTERED]
    back = [
        each for each in same
        if each[2].state == SystemRow.State.RETURNED and each[0].state == S.ENTERED
    ]  # fmt: skip
    moved = _enter(there, by) | _refuse(back, by)
    moved |= _exchange(there, ExchangeState.ACCEPTED, lambda _: "")
    _exchange(back, ExchangeState.REFUSED, lambda row: row.reason)
    return moved | _confirm(met, by)


def _enter(met: Iterable[Met], by: User) -> set[int]:
    """Enter what is signed and stands in the system."""
    those = [held for held, _, _ in met if held.state == S.SIGNED]
    step_all(those, "enter", by=by, reason="登记系统导出里已有")
    for held in those:  # what is entered is in force wherever a cohort counts from
        held.in_force = held.current
    await_confirmations([(held, held.current) for held in those if held.current is not None])
    return {held.graduate_id for held in those}


def _refuse(met: Iterable[Met], by: User) -> set[int]:
    """Send back what the system returned, each with its reason."""
    by_reason: dict[str, list[Registration]] = defaultdict(list)
    for held, _, row in met:
        by_reason[row.reason or "登记系统退回，未写原因"].append(held)
    for reason, those in by_reason.items():
        step_all(those, "refuse", by=by, reason=reason)
    return {held.graduate_id for those in by_reason.values() for held in those}


def _exchange(
    met: Sequence[Met], state: ExchangeState, reason: Callable[[SystemRow], str]
) -> set[int]:
    """Keep what the system says of versions; return those of whom that is new."""
    ids = [version.pk for _, version, _ in met]
    known = {e.version_id: e for e in Exchange.objects.filter(among(Exchange, "version_id", ids))}
    new: list[Exchange] = []
    changed: list[Exchange] = []
    moved = set()
    for held, version, row in met:
        each, text = known.get(version.pk) or Exchange(version=version), reason(row)[:200]
        if each.pk is not None and (each.state, each.reason) == (state, text):
            continue
        each.school_id, each.college_id = held.school_id, held.college_id
        each.state, each.reason, each.at = state, text, moment_of(held)
        (new if each.pk is None else changed).append(each)
        moved.add(held.graduate_id)
    Exchange.objects.bulk_create(new, batch_size=_BATCH)
    write_columns(changed, ["college", "state", "reason", "at"])
    return moved


def _confirm(met: Iterable[Met], by: User) -> set[int]:
    """Keep that graduates confirmed the version in force in the national system."""
    shown = {e[0].in_force_id or 0: (e[0], e[2]) for e in met if _is_confirmed(e[0], e[2])}
    by_state: dict[str, list[Confirmation]] = defaultdict(list)
    for each in _awaited({version_id: held for version_id, (held, _) in shown.items()}):
        on = shown[each.version_id][1].confirmed_on
        each.at = clock.start_of(on) if on is not None else None
        by_state[each.state].append(each)
    for source, those in by_state.items():
        write_columns(those, ["at"])
        move_all(those, CONFIRMING["confirm"], by=by, reason=_READ)
        _note(those, source, moment_of(shown[those[0].version_id][0]), by)
    moved = (each.version_id for those in by_state.values() for each in those)
    return {shown[version_id][0].graduate_id for version_id in moved}


def _awaited(shown: Mapping[int, Registration]) -> QuerySet[Confirmation]:
    """Return what is not confirmed yet of versions in the national system, made where missing."""
    place = Place.NATIONAL
    Confirmation.objects.bulk_create(
        (
            Confirmation(
                school_id=held.school_id, college_id=held.college_id, version_id=version_id,
                place=place,
            )
            for version_id, held in shown.items()
        ),
        batch_size=_BATCH, ignore_conflicts=True,
    )  # fmt: skip
    of_them = Confirmation.objects.filter(among(Confirmation, "version_id", shown), place=place)
    return of_them.exclude(state=ConfirmationState.CONFIRMED)


def _note(confirmed: Iterable[Confirmation], source: str, at: datetime, by: User) -> None:
    ConfirmationMove.objects.bulk_create(
        (
            ConfirmationMove(
                school_id=each.school_id, confirmation=each, source=source, target=each.state,
                by=by, at=at, note=_READ,
            )
            for each in confirmed
        ),
        batch_size=_BATCH,
    )  # fmt: skip


def _is_confirmed(held: Registration, row: SystemRow) -> bool:
    """Say whether the system's row says that the version in force was confirmed."""
    shown = held.in_force
    if row.confirmed_on is None or shown is None or not agrees(row, shown):
        return False
    adopted = shown.source == Version.Source.ADOPTED
    # of any other, what was confirmed before it was recorded is an older version
    return adopted or row.confirmed_on >= clock.local(shown.recorded_at).date()
