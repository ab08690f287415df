"""What cases tell of notices about them, and what may be begun from a list of cases."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.models import Case
from quxiang.web.alerts.origins import Told, offers_act, tells_origin
from quxiang.web.lists.spec import BulkAction
from quxiang.web.notices.access import may_draft
from quxiang.web.notices.models import CollegeNotice


@tells_origin
def notices_of_case(case: Case) -> Sequence[Told]:
    """Name the notices about a case that went out; a draft is nobody's but the centre's."""
    rows = CollegeNotice.objects.filter(cases__case=case, issued_at__isnull=False)
    return [
        Told(
            str(each.get_kind_display()),
            f"{each.document.label if each.document else ''} {each.get_state_display()}",
            reverse("notices:one", args=[each.pk]),
        )
        for each in rows.select_related("document").order_by("pk")
    ]  # fmt: skip


@offers_act
def drafting(request: HttpRequest) -> Sequence[BulkAction]:
    """Let the centre draft a notice about the cases it ticked."""
    if not may_draft(reader(request)):
        return []
    return [BulkAction("notice", "起草约谈或整改通知", reverse("notices:draft"))]
