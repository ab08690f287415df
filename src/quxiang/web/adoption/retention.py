"""How long scans of what was signed before are kept, and that the store knows them."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.adoption.models import Adopted, AdoptionScan
from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind, rows_of


@names_files
def of_adoptions() -> Names:
    yield from AdoptionScan.objects.order_by().values_list("school_id", "sha256").distinct()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    kept = Adopted.objects.filter(version__registration__graduate__in=held.graduates())
    rows = AdoptionScan.objects.filter(school_id=school_id, at__lt=before)
    return rows.exclude(adoption__in=kept.values("adoption"))


add_kind(
    Kind(
        "adoption_scans", "启用前纸质审签的扫描件", "上传", DAYS,
        "学校通知：佐证材料至少保存三年备查。", _over, rows_of(AdoptionScan), DAYS,
    )
)  # fmt: skip
