"""The standard as a school uses it, and its wages, holidays and reference figures."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from quxiang import standards
from quxiang.standards import Change, Standard, overlay_of
from quxiang.web.common import clock, compiled
from quxiang.web.reference.models import OverlayRow


def overlay_changes(school_id: int, known_at: datetime | None = None) -> list[Change]:
    """Return a school's changes to the shipped tables, those in force now or at a moment."""
    rows = OverlayRow.objects.filter(school_id=school_id)
    lasting = Q(ended_at__isnull=True)
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
        lasting |= Q(ended_at__gt=known_at)
    rows = rows.filter(lasting)
    return [
        Change(
            f"{row.table}_{row.scheme}" if row.scheme else row.table, row.code, row.field,
            row.value, row.by.number if row.by else "", clock.local(row.at).isoformat(), row.reason,
        )
        for row in compiled.rows("overlay", rows.select_related("by").order_by("at", "pk"))
    ]  # fmt: skip


def standard_of(school_id: int, scheme: str) -> Standard:
    """Return a scheme with the school's changes laid over."""
    return standards.load(scheme, overlay_of(overlay_changes(school_id)))
