"""Bind files to the version that is submitted, so that whoever signs it signs them too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from quxiang.web.audit import trail
from quxiang.web.common.columns import among
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.destinations.services.filing import (
    adds_to_a_change,
    follows_many_of,
    follows_submission,
)
from quxiang.web.destinations.services.leaving import proves_leaving
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.selectors import hashes_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what proves one change or one answer, and nothing of the version after it
_ONCE = ("termination", "confirmation")
#: what shows that an agreement has ended (N3.3): proof of it, or a statement signed by oneself
_ENDS = ("termination", "statement")


@proves_leaving
def end_is_proved(registration: Registration, in_force: int) -> bool:
    """Say whether such a paper waits, or was filed with a version after the one in force."""
    return Evidence.objects.filter(
        Q(version__isnull=True) | Q(version__gt=in_force), kind__in=_ENDS,
        graduate_id=registration.graduate_id, removed_at__isnull=True,
    ).exists()  # fmt: skip


@adds_to_a_change
def files_came(registration: Registration, signed: int) -> bool:
    """Say whether files came that nobody signed for: a change of what proves is a change."""
    own = Evidence.objects.filter(
        graduate_id=registration.graduate_id, removed_at__isnull=True
    ).values_list("version", "kind", "sha256")
    known = {(kind, sha256) for number, kind, sha256 in own if number == signed}
    return any(
        number is None or (number > signed and (kind, sha256) not in known)
        for number, kind, sha256 in own
    )


@follows_submission
def bind(registration: Registration, version: Version, by: User | None) -> None:
    """Give a submitted version the files that wait, and those of the version before it.

    Files are carried on only as long as the destination is the same: an old employer's contract
    proves nothing about the new one.
    """
    own = Evidence.objects.filter(graduate_id=registration.graduate_id, removed_at__isnull=True)
    own.filter(version__isnull=True).update(version=version.number)
    first = version.number == 1
    before = None if first else registration.versions.filter(number=version.number - 1).first()
    if before is not None and same_destination(before, version):
        replaced = own.filter(version=version.number, replaces__isnull=False).values("replaces")
        left = own.filter(version=before.number).exclude(kind__in=_ONCE).exclude(pk__in=replaced)
        _carry(list(left), version.number)
    in_force = registration.in_force
    if before is not None and in_force is not None and before.number > in_force.number:
        # the version before was sent back: what shows the end of the old one still has to
        ends = own.filter(version=before.number, kind__in=_ENDS)
        _carry(list(ends), version.number)
    bound = hashes_of(registration.graduate_id, version.number)
    if bound:
        after = {"number": version.number, "sha256": [sha256 for _, sha256 in bound]}
        subjects = [registration.graduate_id]
        trail.record("evidence.bind", version, by=by, subjects=subjects, after=after)


@follows_many_of(bind)
def bind_all(pairs: Sequence[tuple[Registration, Version]], by: User) -> None:
    """Bind one by one where files wait or a version came before; the others have nothing."""
    keys = [registration.graduate_id for registration, _ in pairs]
    waiting = Evidence.objects.filter(version__isnull=True, removed_at__isnull=True)
    of_them = waiting.filter(among(Evidence, "graduate_id", keys))
    some = set(of_them.values_list("graduate_id", flat=True))
    for registration, version in pairs:
        if version.number > 1 or registration.graduate_id in some:
            bind(registration, version, by)


def same_destination(before: Version, after: Version) -> bool:
    """Say whether what proves one version still proves the next."""
    employers = [each.employer_uscc or each.employer_name for each in (before, after)]
    schools = [each.school_abroad for each in (before, after)]
    if employers[0] != employers[1] or schools[0] != schools[1]:
        return False
    return bool(employers[0]) or before.code == after.code


def _carry(files: list[Evidence], number: int) -> None:
    there = set(hashes_of(files[0].graduate_id, number)) if files else set()
    for each in files:
        each.pk, each.version, each.replaces = None, number, None
    Evidence.objects.bulk_create(f for f in files if (f.kind, f.sha256) not in there)
