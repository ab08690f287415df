"""How long files of answers are kept, and that the store knows them."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.notices.models import NoticeFile
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind, rows_of


@names_files
def of_notices() -> Names:
    yield from NoticeFile.objects.order_by().values_list("school_id", "sha256").distinct()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = NoticeFile.objects.filter(school_id=school_id, at__lt=before)
    return rows.exclude(step__notice__cohort__in=held.cohorts())


add_kind(
    Kind(
        "notice_files", "约谈与整改答复的附件", "上传", DAYS,
        "学校通知：核查材料至少保存三年备查；附过什么、谁附的，留痕里一直留着。", _over,
        rows_of(NoticeFile), DAYS,
    )
)  # fmt: skip
