"""How long files of cases are kept, and that the store knows them."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.alerts.filemodels import CaseFile, CaseFiling
from quxiang.web.common import clock
from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind, rows_of


@names_files
def of_cases() -> Names:
    yield from CaseFile.objects.order_by().values_list("school_id", "sha256").distinct()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    kept = CaseFiling.objects.filter(event__case__people__graduate__in=held.graduates())
    rows = CaseFile.objects.filter(school_id=school_id, keep_from__lt=clock.local(before).date())
    return rows.exclude(pk__in=kept.values("file"))


add_kind(
    Kind(
        "case_files", "预警的附件", "当届八月三十一日或上传，取较晚者", DAYS,
        "学校通知：核查材料至少保存三年备查；附过什么、谁附的，留痕里一直留着。", _over,
        rows_of(CaseFile), DAYS,
    )
)  # fmt: skip
