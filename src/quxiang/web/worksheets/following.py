"""What goes along with a graduate, and what a case is told of, because of conclusions."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from quxiang.web.alerts.models import Case, Origin
from quxiang.web.alerts.origins import Told, tells_origin
from quxiang.web.common import clock
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer
from quxiang.web.worksheets.models import Conclusion


@follows_transfer
def conclusions_go_along(graduates: Sequence[Graduate], college: Unit) -> None:
    Conclusion.objects.filter(graduate__in=graduates).update(college=college)


@tells_origin
def sheet_of_case(case: Case) -> Sequence[Told]:
    """Say by which conclusion a case came, and where the record is looked at again."""
    if case.origin != Origin.CHECK:
        return []
    made = Conclusion.objects.filter(case=case).select_related("by").order_by("pk").first()
    if made is None:
        return []
    text = f"{made.get_side_display()}：{made.words}；{clock.local(made.at):%Y-%m-%d %H:%M}"
    address = reverse("worksheets:sheet", args=[made.graduate_id])
    return [Told("来源", text, f"{address}?side={made.side}")]
