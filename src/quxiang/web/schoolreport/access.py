"""Who words the school's report, and who reads it before it is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.schoolreport.models import SchoolReport

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
_READS = (
    K.CENTRE_OFFICER, K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD, K.SCHOOL_HEAD, K.AUDITOR,
)  # fmt: skip
SEES, DRAFTS = whose(*_READS), whose(K.CENTRE_OFFICER)


def may_see(user: User) -> bool:
    """Say whether somebody reads the report: the centre, the school's posts, audit."""
    return not user.is_graduate and posts_of(user).has(*_READS)


def may_draft(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)


def reports_visible_to(user: User) -> QuerySet[SchoolReport]:
    rows = SchoolReport.objects.filter(school_id=user.school_id)
    return rows if may_see(user) else rows.none()


def get_report_for(user: User, report_id: int) -> SchoolReport:
    """Return a report ``user`` may see; raises ``Http404`` for every other."""
    related = ("cohort", "school", "snapshot", "drafted_by", "paper")
    found = reports_visible_to(user).select_related(*related).filter(pk=report_id).first()
    if found is None:
        raise Http404
    return found
