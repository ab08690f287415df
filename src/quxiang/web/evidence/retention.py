"""How long evidence is kept: at least three years from the end of its season."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.common import clock
from quxiang.web.evidence.models import Evidence
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import NEEDED, Kind, Rows, add_kind, rows_of

#: three years, whichever of them is a leap year
YEARS = 3
DAYS = 366 * YEARS


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Evidence.objects.filter(school_id=school_id, keep_from__lt=clock.local(before).date())
    return rows.exclude(graduate__in=held.graduates())


KIND = add_kind(
    Kind(
        "evidence", "佐证材料", "当届八月三十一日或上传，取较晚者", DAYS,
        "学校通知：佐证材料至少保存三年备查。", _over, rows_of(Evidence), DAYS,
    )
)  # fmt: skip


def _withdrawn(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Evidence.objects.filter(school_id=school_id, version__isnull=True, removed_at__lt=before)
    return rows.exclude(graduate__in=held.graduates())


#: a file somebody uploaded by mistake and took back before it was submitted proves nothing
WITHDRAWN = add_kind(
    Kind(
        "withdrawn_evidence", "上传后又删去、从未提交的材料", "删去", 30,
        f"{NEEDED}误传的文件与登记无关，不应久留。", _withdrawn, rows_of(Evidence),
    )
)  # fmt: skip
