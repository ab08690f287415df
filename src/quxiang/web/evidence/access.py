"""Who sees that a file is there, and who opens it; who adds and removes is who files.

Whoever sees where a graduate goes sees which papers prove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.destinations.access import may_see_destination
from quxiang.web.evidence.models import Evidence
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.access import graduates_visible_to

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: posts that see everything masked: a picture cannot be masked, so they see that it is there
_MASKED = frozenset({PostKind.AUDITOR.value})


def may_open(user: User) -> bool:
    """Say whether somebody who sees which files there are may look into them."""
    posts = posts_of(user)
    return user.is_graduate or posts.advises or bool(posts.kinds - _MASKED)


def evidence_visible_to(user: User) -> QuerySet[Evidence]:
    """Return the files of every graduate ``user`` may see, removed ones among them."""
    if not may_see_destination(user):
        return Evidence.objects.none()
    graduates = graduates_visible_to(user)
    return Evidence.objects.filter(school_id=user.school_id, graduate__in=graduates.values("pk"))


def get_evidence_for(user: User, evidence_id: int) -> Evidence:
    """Return a file that is there and ``user`` may see; raises ``Http404`` for every other."""
    found = (
        evidence_visible_to(user)
        .select_related("graduate__person", "cohort")
        .filter(pk=evidence_id, removed_at__isnull=True)
        .first()
    )
    if found is None:
        raise Http404
    return found
