"""Who proposes, replies and decides; who sees which college's part. Whoever proposes never decides.

The school decides, and not the centre: its head for employment, its reviewer, its heads; nobody
of them who also holds a post of the centre or of the college concerned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.assessment.models import Listing, ListingPaper
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges, posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
#: who decides for the school; two of them, as an appeal is another's to decide
DECIDERS = (K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD, K.SCHOOL_HEAD)
#: who replies and appeals for a college, and sees its part
WRITERS = (K.RECORDER, K.COLLEGE_EMPLOYMENT_HEAD, K.COLLEGE_HEAD)
_SCHOOL = (K.CENTRE_OFFICER, *DECIDERS, K.AUDITOR)
#: told to whoever is refused it
SEES = whose(*_SCHOOL, *WRITERS)
PROPOSES = whose(K.CENTRE_OFFICER)
REPLIES = whose(*WRITERS)
DECIDES = whose(*DECIDERS)
FILES = whose(K.CENTRE_OFFICER, *WRITERS)


def may_see(user: User) -> bool:
    """Say whether somebody sees the list of any college."""
    return not user.is_graduate and posts_of(user).has(*_SCHOOL, *WRITERS)


def may_see_school(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_SCHOOL)


def may_propose(user: User) -> bool:
    """Say whether somebody proposes and withdraws: the centre."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)


def may_reply(user: User, listing: Listing) -> bool:
    """Say whether somebody replies and appeals for the college concerned."""
    return not user.is_graduate and listing.college_id in posts_of(user).units(*WRITERS)


def may_decide(user: User, listing: Listing) -> bool:
    """Say whether somebody may decide at all; never on the own proposal, nor twice, which the
    service refuses.
    """
    posts = posts_of(user)
    if user.is_graduate or not posts.has(*DECIDERS) or posts.has(K.CENTRE_OFFICER):
        return False
    return listing.college_id not in {each.unit_id for each in posts.held}


def may_attach(user: User, listing: Listing) -> bool:
    """Say whether somebody puts papers to a listing: either side."""
    return may_propose(user) or may_reply(user, listing)


def colleges_visible_to(user: User) -> QuerySet[Unit]:
    """Return the colleges whose list and sheet somebody sees."""
    found = colleges(user.school_id)
    if may_see_school(user):
        return found
    return found.filter(pk__in=posts_of(user).units(*WRITERS) if may_see(user) else [])


def get_college_for(user: User, unit_id: int) -> Unit:
    """Return a college ``user`` may see; raises ``Http404`` for every other."""
    found = colleges_visible_to(user).select_related("school").filter(pk=unit_id).first()
    if found is None:
        raise Http404
    return found


def listings_visible_to(user: User) -> QuerySet[Listing]:
    """Return what was proposed of every college, or of the own ones."""
    rows = Listing.objects.filter(school_id=user.school_id)
    if may_see_school(user):
        return rows
    return rows.filter(college_id__in=posts_of(user).units(*WRITERS) if may_see(user) else [])


def get_listing_for(user: User, listing_id: int) -> Listing:
    """Return a listing ``user`` may see; raises ``Http404`` for every other."""
    related = ("cohort", "college", "school", "proposed_by", "decided_by")
    found = listings_visible_to(user).select_related(*related).filter(pk=listing_id).first()
    if found is None:
        raise Http404
    return found


def get_paper_for(user: User, paper_id: int) -> ListingPaper:
    """Return a paper of a listing ``user`` may see; raises ``Http404`` for every other."""
    papers = ListingPaper.objects.filter(listing__in=listings_visible_to(user).values("pk"))
    found = papers.select_related("listing").filter(pk=paper_id).first()
    if found is None:
        raise Http404
    return found
