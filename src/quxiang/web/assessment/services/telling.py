"""Tell whoever has to do something about a listing, or should know how it stands."""

from __future__ import annotations

from django.db.models import QuerySet

from quxiang.web.assessment.access import WRITERS
from quxiang.web.assessment.models import Listing
from quxiang.web.assessment.selectors import deciders_of
from quxiang.web.common import clock
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.selectors import active_appointments


def tell_college(listing: Listing, what: str) -> None:
    """Tell recorder and heads of the college concerned."""
    held = active_appointments(clock.now()).filter(unit_id=listing.college_id, kind__in=WRITERS)
    _tell(listing, held, what)


def tell_deciders(listing: Listing, what: str) -> None:
    """Tell who may decide it for the school."""
    _tell(listing, deciders_of(listing), what)


def tell_centre(listing: Listing, what: str) -> None:
    held = active_appointments(clock.now()).filter(school_id=listing.school_id)
    _tell(listing, held.filter(kind=PostKind.CENTRE_OFFICER), what)


def _tell(listing: Listing, held: QuerySet[Appointment], what: str) -> None:
    users = {each.user_id: each.user for each in held.select_related("user__school")}
    for user in users.values():
        key = f"listing-{listing.pk}-{listing.revision}-{user.pk}"
        values = {"college": listing.college.name, "number": str(listing.number), "what": what}
        send(user, "listing", key=key, **values)
