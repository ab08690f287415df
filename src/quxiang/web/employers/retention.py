"""How long visits are kept, and that the store knows their files."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.employers.models import Visit
from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind, rows_of


@names_files
def of_visits() -> Names:
    rows = Visit.objects.exclude(sha256="").order_by()
    yield from rows.values_list("school_id", "sha256").distinct()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Visit.objects.filter(school_id=school_id, at__lt=before)
    return rows if not held.cohorts().exists() else rows.none()


add_kind(
    Kind(
        "visits", "走访记录及附件", "安排", DAYS,
        "学校通知：核查材料至少保存三年备查。", _over, rows_of(Visit), DAYS,
    )
)  # fmt: skip
