"""How long photos of visits are kept, and that the store knows them."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind, rows_of
from quxiang.web.visits.models import VisitPhoto


@names_files
def of_visits() -> Names:
    rows = VisitPhoto.objects.filter(removed_at__isnull=True).order_by()
    yield from rows.values_list("school_id", "sha256").distinct()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = VisitPhoto.objects.filter(school_id=school_id, at__lt=before)
    return rows.exclude(visit__cohort__in=held.cohorts())


add_kind(
    Kind(
        "visit_photos", "实地走访的照片", "上传", DAYS,
        "学校通知：核查材料至少保存三年备查。", _over, rows_of(VisitPhoto), DAYS,
    )
)  # fmt: skip
