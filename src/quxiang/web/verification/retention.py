"""How long sampled records and their calls are kept."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind, rows_of
from quxiang.web.verification.models import Call


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Call.objects.filter(school_id=school_id, at__lt=before, record__survey__state="closed")
    return rows.exclude(record__survey__cohort__in=held.cohorts())


add_kind(
    Kind(
        "calls", "抽查核实的通话记录", "记录", DAYS,
        "学校通知：核查材料与佐证材料一样，至少保存三年备查。", _over, rows_of(Call), DAYS,
    )
)  # fmt: skip
