"""Who sees batches that were taken over, adds scans to them, and opens those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from quxiang.web.adoption.models import Adopted, Adoption, AdoptionScan
from quxiang.web.destinations.access import may_see_destination, registrations_visible_to
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: told to whoever is refused it
KEEPS = whose(PostKind.CENTRE_OFFICER, PostKind.RECORDER)


def may_keep(user: User) -> bool:
    """Say whether somebody works with what was taken over: recorders and the centre."""
    posts = posts_of(user)
    return not user.is_graduate and posts.has(PostKind.CENTRE_OFFICER, PostKind.RECORDER)


def adoptions_visible_to(user: User) -> QuerySet[Adoption]:
    """Return the batches of the colleges ``user`` records for, all of them for the centre.

    A batch that was undone, so that nobody is left in it, is none.
    """
    peopled = Exists(Adopted.objects.filter(adoption=OuterRef("pk")))
    own = Adoption.objects.filter(peopled, school_id=user.school_id)
    posts = posts_of(user)
    if posts.has(PostKind.CENTRE_OFFICER):
        return own
    return own.filter(college_id__in=posts.units(PostKind.RECORDER))


def get_adoption_for(user: User, adoption_id: int) -> Adoption:
    """Return a batch ``user`` may see; raises ``Http404`` for every other."""
    related = ("cohort", "college", "by")
    found = adoptions_visible_to(user).select_related(*related).filter(pk=adoption_id).first()
    if found is None:
        raise Http404
    return found


def sees_whole(user: User, adoption: Adoption) -> bool:
    """Say whether nobody is in a batch whom ``user`` does not see: its scans may show them all."""
    if not may_see_destination(user):
        return False
    posts = posts_of(user)
    if posts.sees_school or adoption.college_id in posts.seen_units:
        return True
    visible = registrations_visible_to(user).values("pk")
    people = Adopted.objects.filter(adoption=adoption)
    return people.exists() and not people.exclude(version__registration__in=visible).exists()


def get_adoption_scan_for(user: User, scan_id: int) -> AdoptionScan:
    """Return a scan that is there and shows nobody ``user`` does not see; raises ``Http404``."""
    scans = AdoptionScan.objects.filter(
        pk=scan_id, school_id=user.school_id, removed_at__isnull=True
    )
    found = scans.select_related("adoption").first()
    if found is None or not sees_whole(user, found.adoption):
        raise Http404
    return found
