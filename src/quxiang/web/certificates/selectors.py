"""Which certificates are trusted now, what was revoked, and what a unit seals with."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from quxiang.web.certificates.models import (
    RevocationList,
    SignerAlias,
    TrustRoot,
    UnitCertificate,
)
from quxiang.web.common import clock

if TYPE_CHECKING:
    from quxiang.web.orgs.models import School, Unit


def roots_of(school_id: int) -> list[bytes]:
    """Return the certificates (PEM) whose seals count as stamps; our own authority is none."""
    rows = TrustRoot.objects.filter(school_id=school_id, ended_at__isnull=True)
    return [each.certificate.encode() for each in rows]


def find_own(school_id: int, unit_id: int | None) -> UnitCertificate | None:
    """Return what a unit seals with now; the school's where the unit has none of its own."""
    now = clock.now()
    rows = UnitCertificate.objects.filter(
        school_id=school_id, ended_at__isnull=True, begins__lte=now, ends__gt=now
    )
    found: dict[int | None, UnitCertificate] = {}
    for each in rows.filter(Q(unit=unit_id) | Q(unit=None)):
        found.setdefault(each.unit_id, each)
    return found.get(unit_id) or found.get(None)


def revocations_of(school_id: int) -> list[bytes]:
    """Return of each authority the newest list of revoked certificates (DER)."""
    rows = RevocationList.objects.filter(school_id=school_id).order_by("issuer", "-this_update")
    newest: dict[str, int] = {}
    for pk, issuer in rows.values_list("pk", "issuer"):
        newest.setdefault(issuer, pk)
    found = RevocationList.objects.filter(pk__in=newest.values())
    return [bytes(each.content) for each in found]


def unlike(signers: Iterable[str], *, school: School, unit: Unit | None) -> str:
    """Say that no certificate is made out to the unit that should seal; empty where one is.

    A college's may name it alone, or as authorities write it: with the school before it.
    """
    own = unit.name if unit is not None else school.name
    named = SignerAlias.objects.filter(school=school, unit=unit, ended_at__isnull=True)
    written = (own,) if unit is None else (own, f"{school.name}{own}")
    known = {_folded(each) for each in (*written, *named.values_list("name", flat=True))}
    given = list(signers)
    if any(_folded(each) in known for each in given):
        return ""
    return f"证书名称“{'、'.join(given)}”与单位“{own}”不一致，请核对"


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
