"""Which certificates are trusted now, and what a unit seals with."""

from __future__ import annotations

from django.db.models import Q

from quxiang.web.certificates.models import TrustRoot, UnitCertificate
from quxiang.web.common import clock


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
