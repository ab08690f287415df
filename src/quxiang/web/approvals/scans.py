"""Scans of signed and stamped forms: who sees them, how long they are kept, what names them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import Http404

from quxiang.web.approvals.models import Sheet
from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.destinations.access import registrations_visible_to
from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind, rows_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def get_scan_for(user: User, scan_id: int) -> Scan:
    """Return a scan of a registration ``user`` may see; raises ``Http404`` for every other."""
    visible = registrations_visible_to(user).values("pk")
    scans = Scan.objects.filter(school_id=user.school_id, run__registration__in=visible)
    found = scans.select_related("run__registration").filter(pk=scan_id).first()
    if found is None:
        raise Http404
    return found


@names_files
def of_scans() -> Names:
    yield from Scan.objects.order_by().values_list("school_id", "sha256").distinct().iterator()
    sheets = Sheet.objects.exclude(scan_sha256="").order_by()
    yield from sheets.values_list("school_id", "scan_sha256").distinct().iterator()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Scan.objects.filter(school_id=school_id, at__lt=before)
    return rows.exclude(run__registration__graduate__in=held.graduates())


add_kind(
    Kind(
        "signed_scans", "签字、盖章件的扫描件", "上传", DAYS,
        "学校通知：佐证材料至少保存三年备查；签名记录本身不删。", _over, rows_of(Scan), DAYS,
    )
)  # fmt: skip
