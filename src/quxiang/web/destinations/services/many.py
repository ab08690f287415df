"""Register many at once: from an official list, or as they stood before the school began here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import ProtectedError

from quxiang.standards import Standard
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.destinations.cleaning import Cleaned
from quxiang.web.destinations.models import (
    Exchange,
    Judgement,
    Registration,
    SystemRow,
    Version,
)
from quxiang.web.destinations.services.echoing import take_in
from quxiang.web.destinations.services.entering import await_confirmation
from quxiang.web.destinations.services.filing import leave_review, send
from quxiang.web.destinations.services.holding import hold, registration_of, step, write
from quxiang.web.destinations.states import RegistrationState as S
from quxiang.web.employers.selectors import find_employer
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what happens with the versions a list registered: the app of evidence binds the list to them
Follower = Callable[[Sequence[Version], int, "User"], None]
_listed: list[Follower] = []


def follows_list(follower: Follower) -> Follower:
    """Register what takes a list (by its import) as the evidence of all it registered."""
    _listed.append(follower)
    return follower


def free_for_list(registration: Registration | None) -> bool:
    """Say whether a list may register somebody: nothing is filed, or what is was sent back."""
    return registration is None or registration.state in (S.DRAFT, S.RETURNED)


def version_from(
    graduate: Graduate, standard: Standard, typed: Mapping[str, str], *, source: str, by: User
) -> Version:
    """Return what a row says as a version not saved yet; gaps stay for the rules to tell."""
    version = Cleaned(standard, typed, demanding=False).version()
    version.employer = find_employer(
        graduate.school_id, uscc=version.employer_uscc, name=version.employer_name
    )
    version.source, version.by, version.reason = source, by, Version.Reason.NEW
    version.effective_on = version.agreed_on or clock.today()
    return version


@trail.atomic()
def file_listed(
    *, graduate: Graduate, standard: Standard, typed: Mapping[str, str], source: str, note: str,
    by: User,
) -> Version | None:  # fmt: skip
    """Register somebody an official list or a signing platform names; ``None`` if not free now."""
    held = hold(registration_of(graduate))
    if not free_for_list(held):
        return None
    version = version_from(graduate, standard, typed, source=source, by=by)
    version.note = note[:200]
    if held.current is not None:
        version.reason = Version.Reason.CORRECTION
    return send(held, version, by=by)


def list_filed(versions: Sequence[Version], upload_id: int, by: User) -> None:
    """Tell who keeps evidence that a list is the evidence of these versions."""
    for follow in _listed:
        follow(versions, upload_id, by)


@trail.atomic()
def take_back_listed(version_id: int, *, by: User) -> bool:
    """Withdraw what a list registered, unless somebody acted on it since; say whether."""
    version = Version.objects.select_related("registration").get(pk=version_id)
    held = hold(version.registration)
    if held.current_id != version.pk or held.state != S.IN_REVIEW:
        return False
    leave_review(held, by=by, reason="撤销名单导入")
    return True


@trail.atomic()
def adopt(
    *, graduate: Graduate, standard: Standard, typed: Mapping[str, str], by: User
) -> Version | None:
    """Take over what was entered and signed on paper before; ``None`` if something is filed."""
    held = hold(registration_of(graduate))
    if held.current is not None:
        return None
    version = version_from(graduate, standard, typed, source=Version.Source.ADOPTED, by=by)
    write(held, version)
    step(held, "adopt", by=by, reason="启用前已录入，纸质审签")
    await_confirmation(held)
    trail.record(
        "version.adopt", version, by=by, subjects=[graduate.pk],
        after={"code": version.code, "digest": version.digest},
    )  # fmt: skip
    row = SystemRow.objects.filter(graduate=graduate).first()
    if row is not None:
        take_in(row, by=by)
    return version


@trail.atomic()
def forget_adopted(version_id: int, *, by: User) -> bool:
    """Undo an adoption nobody has built on: the registration is as if it had never been."""
    version = Version.objects.select_related("registration").get(pk=version_id)
    held = hold(version.registration)
    untouched = held.current_id == version.pk and held.state == S.ENTERED and held.revision == 1
    if not untouched or version.confirmations.exclude(at__isnull=True).exists():
        return False
    try:
        _forget(held, version, by)
    except ProtectedError:  # a form was printed of it, or somebody else keeps something about it
        return False
    return True


@trail.atomic()
def _forget(held: Registration, version: Version, by: User) -> None:
    trail.record("version.forget_adopted", version, by=by, subjects=[held.graduate_id])
    version.confirmations.all().delete()
    Exchange.objects.filter(version=version).delete()
    Judgement.objects.filter(version=version).delete()
    Registration.objects.filter(pk=held.pk).update(current=None, in_force=None)
    held.moves.all().delete()
    version.delete()
    held.delete()
