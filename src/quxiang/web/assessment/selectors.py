"""Reads of the negative list: who may decide what waits for the school."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from quxiang.web.assessment.access import DECIDERS
from quxiang.web.assessment.models import Listing
from quxiang.web.assessment.states import ListingState
from quxiang.web.common import clock
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.selectors import active_appointments


def deciders_of(listing: Listing) -> QuerySet[Appointment]:
    """Return who may decide now: nobody of the centre or the college, nor who proposed it, nor, on
    an appeal, who decided first.
    """
    held = active_appointments(clock.now()).filter(school_id=listing.school_id)
    bound = held.filter(Q(kind=PostKind.CENTRE_OFFICER) | Q(unit_id=listing.college_id))
    theirs = [listing.proposed_by_id]
    if listing.state == ListingState.APPEALED and listing.decided_by_id is not None:
        theirs.append(listing.decided_by_id)
    free = held.filter(kind__in=DECIDERS).exclude(user_id__in=theirs)
    return free.exclude(user_id__in=bound.order_by().values("user_id"))


def names_of_deciders(listing: Listing) -> list[str]:
    """Return their names, each once, where a listing waits for the school; else none."""
    if listing.state not in (ListingState.PROPOSED, ListingState.REPLIED, ListingState.APPEALED):
        return []
    names = deciders_of(listing).values_list("user__name", flat=True)
    return list(dict.fromkeys(names))
