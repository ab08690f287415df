"""What follows a list that registered many, and how it is taken back, one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db.models import ProtectedError

from quxiang.web.audit import trail
from quxiang.web.destinations.models import Exchange, Judgement, Registration, Version
from quxiang.web.destinations.services.filing import leave_review
from quxiang.web.destinations.services.holding import hold
from quxiang.web.destinations.services.leaving import AGREEMENT
from quxiang.web.destinations.states import RegistrationState as S

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what happens with the versions a list registered or took over: evidence binds it to them
Follower = Callable[[Sequence[Version], int, "User"], None]
_listed: list[Follower] = []


def follows_list(follower: Follower) -> Follower:
    """Register what is to know that a list (by its import) registered or took over these."""
    _listed.append(follower)
    return follower


def free_for_list(registration: Registration | None) -> bool:
    """Say whether a list may register somebody: nothing is filed, or what is was sent back.

    Whoever has a signed agreement in force leaves it only with a paper of their own.
    """
    if registration is None:
        return True
    bound = registration.in_force is not None and registration.in_force.code == AGREEMENT
    return registration.state in (S.DRAFT, S.RETURNED) and not bound


def list_filed(versions: Sequence[Version], upload_id: int, by: User) -> None:
    """Tell who keeps evidence, or scans of what was signed before, where these came from."""
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
