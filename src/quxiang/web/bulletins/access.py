"""Who drafts, who signs off, who reads: the centre drafts and issues, the school signs, colleges
read what was issued to the school and to themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quxiang.web.bulletins.models import Bulletin
from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
SIGNERS = (K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD)
_SCHOOL = (K.CENTRE_OFFICER, *SIGNERS, K.SCHOOL_HEAD, K.AUDITOR)
#: told to whoever is refused it
SEES = whose(*_SCHOOL, *COLLEGE_POSTS)
DRAFTS = whose(K.CENTRE_OFFICER)
SIGNS = whose(*SIGNERS)


def may_see(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_SCHOOL, *COLLEGE_POSTS)


def may_see_school(user: User) -> bool:
    """Say whether somebody sees drafts, and the bulletins of every college."""
    return not user.is_graduate and posts_of(user).has(*_SCHOOL)


def may_draft(user: User) -> bool:
    """Say whether somebody drafts, edits, issues and withdraws: the centre."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)


def may_sign(user: User) -> bool:
    """Say whether somebody signs off at all; never the own words, which the service refuses."""
    return not user.is_graduate and posts_of(user).has(*SIGNERS)


def bulletins_visible_to(user: User) -> QuerySet[Bulletin]:
    """Return every bulletin, or those that went out to the school and to the own colleges."""
    rows = Bulletin.objects.filter(school_id=user.school_id)
    if may_see_school(user):
        return rows
    if not may_see(user):
        return rows.none()
    own = Q(college__isnull=True) | Q(college_id__in=posts_of(user).units(*COLLEGE_POSTS))
    return rows.filter(own, issued_at__isnull=False)


def get_bulletin_for(user: User, bulletin_id: int) -> Bulletin:
    """Return a bulletin ``user`` may see; raises ``Http404`` for every other."""
    related = (
        "school", "cohort", "college", "snapshot", "drafted_by", "signed_by", "issued_by",
        "document", "template",
    )  # fmt: skip
    found = bulletins_visible_to(user).select_related(*related).filter(pk=bulletin_id).first()
    if found is None:
        raise Http404
    return found
