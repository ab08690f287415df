"""Who handles and who reads complaints: never the college concerned, never one's own office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quxiang.web.complaints.models import About, Complaint
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import Posts, posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

READERS = (PostKind.CENTRE_OFFICER, PostKind.SCHOOL_REVIEWER, PostKind.AUDITOR)
#: told to whoever is refused it
READS = whose(*READERS)
STATES = whose(PostKind.AUDITOR)
HANDLES = whose(PostKind.CENTRE_OFFICER, PostKind.SCHOOL_REVIEWER)


def may_read_complaints(user: User) -> bool:
    return posts_of(user).has(*READERS)


def complaints_visible_to(user: User) -> QuerySet[Complaint]:
    """Return what somebody handles; the auditor all, never of a college one has a post in."""
    posts = posts_of(user)
    rows = Complaint.objects.filter(school_id=user.school_id)
    if posts.has(PostKind.AUDITOR):
        return rows
    return rows.filter(_handled(posts)).exclude(college_id__in=_own_units(posts))


def get_complaint_for(user: User, complaint_id: int) -> Complaint:
    """Return a complaint somebody may read; raises ``Http404`` for every other."""
    found = None
    if may_read_complaints(user):
        rows = complaints_visible_to(user).select_related("college", "graduate", "cohort")
        found = rows.filter(pk=complaint_id).first()
    if found is None:
        raise Http404
    return found


def may_handle(user: User, complaint: Complaint) -> bool:
    """Say whether a complaint is this person's to handle, who may know who complained."""
    posts = posts_of(user)
    if posts.has(PostKind.AUDITOR) or complaint.college_id in _own_units(posts):
        return False
    return Complaint.objects.filter(_handled(posts), pk=complaint.pk).exists()


def may_state(user: User) -> bool:
    return posts_of(user).has(PostKind.AUDITOR)


def _handled(posts: Posts) -> Q:
    """Return whose complaints: the centre's are all but those about itself."""
    centre = posts.has(PostKind.CENTRE_OFFICER)
    handled = Q(pk__in=())
    if centre:
        handled |= ~Q(about=About.CENTRE)
    if posts.has(PostKind.SCHOOL_REVIEWER) and not centre:
        handled |= Q(about=About.CENTRE)
    return handled


def _own_units(posts: Posts) -> list[int]:
    return [each.unit_id for each in posts.held if each.unit_id is not None]
