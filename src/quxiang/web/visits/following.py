"""What a case is told of visits that looked into it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from quxiang.web.alerts.models import Case
from quxiang.web.alerts.origins import Told, tells_origin
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.states import VisitingState


@tells_origin
def visits_of_case(case: Case) -> Sequence[Told]:
    """Name the visits that looked into a case, once the centre released what they found."""
    if case.subject != "employer" and case.origin not in ("visit", "call"):
        return []
    looked = Q(cases__case=case) | Q(people__case=case)
    rows = FieldVisit.objects.filter(looked, state=VisitingState.SETTLED, hidden=False).distinct()
    return [
        Told(
            "实地走访", f"{each.planned_on} {each.name}：{each.get_conclusion_display()}",
            reverse("visits:one", args=[each.pk]),
        )
        for each in rows.order_by("pk")
    ]  # fmt: skip
