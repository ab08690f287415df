"""How long papers of listings are kept, and that the store knows them."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.assessment.models import ListingPaper
from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind, rows_of


@names_files
def of_listings() -> Names:
    yield from ListingPaper.objects.order_by().values_list("school_id", "sha256").distinct()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = ListingPaper.objects.filter(school_id=school_id, at__lt=before)
    return rows.exclude(listing__cohort__in=held.cohorts())


add_kind(
    Kind(
        "listing_papers", "负面清单的材料", "上传", DAYS,
        "学校通知：佐证材料至少保存三年备查。", _over, rows_of(ListingPaper), DAYS,
    )
)  # fmt: skip
