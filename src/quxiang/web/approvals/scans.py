"""Scans of signed and stamped forms: who sees them, how long they are kept, what names them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from quxiang.web.approvals.models import Sheet, SheetRow
from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.approvals.selectors import Link
from quxiang.web.approvals.sheets import rows_of, sheets_visible_to, visible_rows
from quxiang.web.destinations.access import registrations_visible_to
from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind
from quxiang.web.privacy.kinds import rows_of as deleting

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_WHOM = "registration__graduate_id"


def get_scan_for(user: User, scan_id: int) -> Scan:
    """Return a scan of a registration or a whole sheet ``user`` may see.

    Raises ``Http404`` for every other.
    """
    registrations = registrations_visible_to(user).values("pk")
    seen = Q(run__registration__in=registrations) | Q(
        sheet__in=sheets_visible_to(user).values("pk")
    )
    scans = Scan.objects.filter(seen, school_id=user.school_id, pk=scan_id)
    found = scans.select_related("run__registration", "sheet").first()
    if found is None or not _sees_whole(user, found.sheet):
        raise Http404
    return found


def _sees_whole(user: User, sheet: Sheet | None) -> bool:
    """Say whether nobody stands on a sheet whom ``user`` does not see: its scan shows them all."""
    if sheet is None:
        return True
    return len(visible_rows(sheet, rows_of(sheet), user)) == sheet.size


def about(scan: Scan) -> list[int]:
    """Return the graduates a scan shows."""
    if scan.run is not None:
        return [scan.run.registration.graduate_id]
    return list(SheetRow.objects.filter(sheet=scan.sheet_id).values_list(_WHOM, flat=True))


def scans_shown(user: User, chain: Sequence[Link]) -> set[int]:
    """Return the scans of a chain ``user`` may open; that of a sheet shows others, too."""
    scans = [each.scan for link in chain for each in link.signatures if each.scan is not None]
    sheets = {scan.sheet_id for scan in scans if scan.sheet_id is not None}
    if sheets:
        sheets = set(sheets_visible_to(user).filter(pk__in=sheets).values_list("pk", flat=True))
    return {scan.pk for scan in scans if scan.sheet_id is None or scan.sheet_id in sheets}


@names_files
def of_scans() -> Names:
    yield from Scan.objects.order_by().values_list("school_id", "sha256").distinct().iterator()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Scan.objects.filter(school_id=school_id, at__lt=before)
    kept = SheetRow.objects.filter(registration__graduate__in=held.graduates()).values("sheet")
    of_forms = Q(sheet=None) & ~Q(run__registration__graduate__in=held.graduates())
    return rows.filter(of_forms | (Q(run=None) & ~Q(sheet__in=kept)))


add_kind(
    Kind(
        "signed_scans", "签字、盖章件的扫描件", "上传", DAYS,
        "学校通知：佐证材料至少保存三年备查；签名记录本身不删。", _over, deleting(Scan), DAYS,
    )
)  # fmt: skip
