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
from quxiang.web.roster.access import graduates_readable_by, graduates_visible_to, is_lent

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: posts that see everything masked: a picture cannot be masked, so they see that it is there
_MASKED = frozenset({PostKind.AUDITOR.value})


def may_open(user: User) -> bool:
    """Say whether somebody who sees which files there are may look into them."""
    posts = posts_of(user)
    return user.is_graduate or posts.advises or bool(posts.kinds - _MASKED)


def may_open_file(user: User, file: Evidence) -> bool:
    """Say whether somebody who may open files opens this one: a list tells of everybody on it."""
    return not file.is_list or not (user.is_graduate or is_lent(user, file.graduate))


def evidence_visible_to(user: User) -> QuerySet[Evidence]:
    """Return the files of every graduate ``user`` may see, removed ones among them."""
    if not may_see_destination(user):
        return Evidence.objects.none()
    graduates = graduates_visible_to(user)
    return Evidence.objects.filter(school_id=user.school_id, graduate__in=graduates.values("pk"))


def get_evidence_for(user: User, evidence_id: int) -> Evidence:
    """Return a file that is there and ``user`` may see; raises ``Http404`` for every other."""
    return _one(evidence_visible_to(user), evidence_id)


def get_readable_evidence_for(user: User, evidence_id: int) -> Evidence:
    """Return the same, and of graduates that are lent to be read; raises ``Http404``."""
    if not may_see_destination(user):
        raise Http404
    graduates = graduates_readable_by(user).values("pk")
    rows = Evidence.objects.filter(school_id=user.school_id, graduate__in=graduates)
    return _one(rows, evidence_id)


def _one(rows: QuerySet[Evidence], evidence_id: int) -> Evidence:
    there = rows.filter(pk=evidence_id, removed_at__isnull=True)
    found = there.select_related("graduate__person", "cohort").first()
    if found is None:
        raise Http404
    return found
