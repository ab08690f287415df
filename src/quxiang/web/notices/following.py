"""What cases tell of notices about them, and what may be begun from a list of cases."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.models import Case
from quxiang.web.alerts.origins import Told, brings, offers_act, tells_origin
from quxiang.web.lists.spec import BulkAction
from quxiang.web.notices.access import may_draft
from quxiang.web.notices.models import CollegeNotice, Kind
from quxiang.web.notices.states import NoticeState


@tells_origin
def notices_of_case(case: Case) -> Sequence[Told]:
    """Name the newest notice about a case that went out; its thread tells of all."""
    key = getattr(case, "notice_key", None)
    if key is None:
        return []
    kind, state = case.notice_kind, case.notice_state  # type: ignore[attr-defined]
    told = f"{Kind(kind).label}，{NoticeState(state).label}"
    return [Told("约谈与整改", told, reverse("notices:one", args=[key]))]


def _newest(column: str) -> Subquery:
    """Return a column of the newest notice about a case; a draft is the centre's alone."""
    rows = CollegeNotice.objects.filter(cases__case=OuterRef("pk"), issued_at__isnull=False)
    return Subquery(rows.order_by("-pk").values(column)[:1])


for name, column in (("key", "pk"), ("kind", "kind"), ("state", "state")):
    brings(f"notice_{name}", _newest(column))


@offers_act
def drafting(request: HttpRequest) -> Sequence[BulkAction]:
    """Let the centre draft a notice about the cases it ticked."""
    if not may_draft(reader(request)):
        return []
    return [BulkAction("notice", "起草约谈或整改通知", reverse("notices:draft"))]
