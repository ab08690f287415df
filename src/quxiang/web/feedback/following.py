"""What goes along, and what a case is told of, because of lists from above."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from quxiang.web.alerts.models import Case, Origin
from quxiang.web.alerts.origins import Told, tells_origin
from quxiang.web.alerts.states import LIVE
from quxiang.web.feedback.models import FeedbackRow
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer


@follows_transfer
def rows_go_along(graduates: Sequence[Graduate], college: Unit) -> None:
    """Move the rows that still wait with the cases they are kept as."""
    rows = FeedbackRow.objects.filter(graduate__in=graduates, case__state__in=LIVE)
    rows.exclude(college=college).update(college=college)


@tells_origin
def list_of_case(case: Case) -> Sequence[Told]:
    """Say from which list a case came, when, and until when it is to be answered."""
    if case.origin != Origin.FEEDBACK:
        return []
    row = FeedbackRow.objects.filter(case=case).select_related("of").first()
    if row is None:
        return []
    of = row.of
    dates = f"{of.received_on} 收到，{of.due_on} 前答复"
    return [
        Told("来源", f"{of}，第 {row.number} 行；{dates}", reverse("feedback:row", args=[row.pk]))
    ]
