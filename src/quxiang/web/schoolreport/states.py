"""A report is worded, then frozen as a paper; what comes back of the paper opens it again."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class ReportState(TextChoices):
    DRAFTED = "drafted", "起草中"
    FROZEN = "frozen", "已定稿，待审核同意和报送"


S = ReportState
REPORTING = table(
    Transition("freeze", (S.DRAFTED,), S.FROZEN),
    Transition("reopen", (S.FROZEN,), S.DRAFTED),
)
