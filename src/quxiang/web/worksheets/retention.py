"""How long conclusions and the lists of rounds are kept: as long as the evidence they are about."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind, rows_of
from quxiang.web.worksheets.models import Conclusion, CrossRecord

_BASIS = "学校通知：核查记录与佐证材料一并备查，至少三年。"


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Conclusion.objects.filter(school_id=school_id, at__lt=before)
    return rows.exclude(graduate__in=held.graduates())


add_kind(
    Kind("conclusions", "逐一核查的结论", "下结论", DAYS, _BASIS, _over, rows_of(Conclusion), DAYS)
)


def _listed(school_id: int, before: datetime, held: Held) -> Rows:
    rows = CrossRecord.objects.filter(school_id=school_id, round__ended_at__lt=before)
    return rows.exclude(graduate__in=held.graduates())


add_kind(
    Kind(
        "cross_records", "交叉互查的名单", "该轮结束", DAYS, _BASIS, _listed,
        rows_of(CrossRecord), DAYS,
    )
)  # fmt: skip
