"""Write versions of many registrations at once: the same acts as one by one, in few statements."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quxiang.standards import Standard
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import among, write_columns
from quxiang.web.destinations.cleaning import Cleaned
from quxiang.web.destinations.models import Draft, Registration, SystemRow, Version
from quxiang.web.destinations.services.echoing import take_in_all
from quxiang.web.destinations.services.entering import await_confirmations
from quxiang.web.destinations.services.filing import submitted_all
from quxiang.web.destinations.services.holding import hold_all, moment_of, step_all
from quxiang.web.destinations.services.many import free_for_list
from quxiang.web.destinations.states import RegistrationState as S
from quxiang.web.employers.selectors import find_employers
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

BATCH = 500
#: a registration that is held, and what is said in it
Pair = tuple[Registration, Version]


@dataclass(frozen=True)
class Listed:
    """What a file says of one graduate."""

    graduate: Graduate
    typed: Mapping[str, str]


@dataclass(frozen=True)
class Origin:
    """What all rows of a file have in common: who brought it, as what, read by which scheme."""

    standard: Standard
    source: str
    by: User
    note: str = ""


@trail.atomic()
def adopt_all(rows: Sequence[Listed], origin: Origin) -> list[Version]:
    """Take over what was entered and signed on paper before; whoever has something filed is left.

    All rows are of one cohort. Returns the versions that were made.
    """
    held = hold_registrations([each.graduate for each in rows])
    free = [each for each in rows if held[each.graduate.pk].current is None]
    pairs = _pairs(free, held, origin)
    write_all(pairs)
    registrations = [registration for registration, _ in pairs]
    step_all(registrations, "adopt", by=origin.by, reason="启用前已录入，纸质审签")
    await_confirmations(pairs)
    _record("version.adopt", pairs, origin)
    graduates = [each.graduate_id for each in registrations]
    known = SystemRow.objects.filter(among(SystemRow, "graduate_id", graduates))
    take_in_all(list(known), by=origin.by)  # what the system's export said before
    return [version for _, version in pairs]


@trail.atomic()
def file_all(rows: Sequence[Listed], origin: Origin) -> list[Version]:
    """Register and submit everybody a list names of whom nothing is filed, or was sent back."""
    held = hold_registrations([each.graduate for each in rows])
    free = [each for each in rows if free_for_list(held[each.graduate.pk])]
    pairs = _pairs(free, held, origin)
    write_all(pairs)
    for state in (S.DRAFT, S.RETURNED):
        # not by now: the second step would find those the first one moved
        those = [registration for registration, _ in pairs if registration.state == state]
        step_all(those, "submit", by=origin.by, reason=origin.note)
    _close_what_waited(pairs, origin.by)
    _record("version.file", pairs, origin)
    submitted_all(pairs, origin.by)
    return [version for _, version in pairs]


def hold_registrations(graduates: Sequence[Graduate]) -> dict[int, Registration]:
    """Lock the registrations of many, made where there are none, and return them by graduate.

    In the order of graduates, so that of two files that name the same people one waits.
    """
    of_them = Registration.objects.filter(
        among(Registration, "graduate_id", [each.pk for each in graduates])
    )
    known = set(of_them.values_list("graduate_id", flat=True))
    Registration.objects.bulk_create(
        (
            Registration(
                school_id=each.school_id, cohort_id=each.cohort_id, graduate=each,
                college_id=each.college_id, changed_at=clock.now(),
            )
            for each in sorted(graduates, key=lambda each: each.pk)
            if each.pk not in known
        ),
        batch_size=BATCH, ignore_conflicts=True,
    )  # fmt: skip
    held = hold_all(list(of_them.values_list("pk", flat=True)))
    return {each.graduate_id: each for each in held.values()}


def _pairs(rows: Sequence[Listed], held: Mapping[int, Registration], origin: Origin) -> list[Pair]:
    """Return what each row says as a version not saved yet; gaps stay for the rules to tell."""
    made = [Cleaned(origin.standard, each.typed, demanding=False).version() for each in rows]
    asked = [(each.employer_uscc, each.employer_name) for each in made]
    employers = find_employers(origin.by.school_id, asked)
    reasons, today = Version.Reason, clock.today()
    pairs = []
    for row, version, named in zip(rows, made, asked, strict=True):
        registration = held[row.graduate.pk]
        version.employer_id = employers.get(named)
        version.source, version.by, version.note = origin.source, origin.by, origin.note[:200]
        version.reason = reasons.NEW if registration.current is None else reasons.CORRECTION
        version.effective_on = version.agreed_on or today
        pairs.append((registration, version))
    return pairs


def write_all(pairs: Sequence[Pair]) -> None:
    """Make each version the next and current one of its held registration."""
    for registration, version in pairs:
        version.school_id, version.registration = registration.school_id, registration
        version.number = registration.current.number + 1 if registration.current else 1
        version.recorded_at = moment_of(registration)
    Version.objects.bulk_create([version for _, version in pairs], batch_size=BATCH)
    for registration, version in pairs:
        registration.current = version
    write_columns([registration for registration, _ in pairs], ["current"])


def _close_what_waited(pairs: Sequence[Pair], by: User) -> None:
    """Note that nobody here is known and unregistered any more; drop what ``by`` was typing."""
    keys = [registration.pk for registration, _ in pairs]
    Registration.objects.filter(among(Registration, "id", keys)).update(
        unlocked=[], known_at=None, known_by=None
    )
    graduates = [registration.graduate_id for registration, _ in pairs]
    Draft.objects.filter(among(Draft, "graduate_id", graduates), author=by, slot=1).delete()


def _record(action: str, pairs: Sequence[Pair], origin: Origin) -> None:
    """Note one act on many: whom, how many, and a digest over what was said of each."""
    if not pairs:
        return
    said = ",".join(f"{version.registration_id}:{version.digest}" for _, version in pairs)
    trail.record(
        action, by=origin.by, reason=origin.note, school_id=origin.by.school_id,
        subjects=[registration.graduate_id for registration, _ in pairs],
        after={"count": len(pairs), "digest": hashlib.sha256(said.encode()).hexdigest()},
    )  # fmt: skip
