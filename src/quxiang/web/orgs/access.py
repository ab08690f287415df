"""Who sets up units and posts: the centre and the administrator; who hands a college over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.common.refusals import require
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.models import Appointment, Post, Unit
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind


#: told to whoever is refused it
SETS_UP = whose(K.CENTRE_OFFICER, K.ADMINISTRATOR)


def may_set_up(user: User) -> bool:
    """Say whether somebody sets up units and posts of the school."""
    return posts_of(user).has(K.CENTRE_OFFICER, K.ADMINISTRATOR)


#: told to whoever is refused it
HANDS_OVER = whose(K.CENTRE_OFFICER, K.ADMINISTRATOR, K.COLLEGE_HEAD)


def may_hand_over(user: User, unit: Unit) -> bool:
    """Say whether somebody makes another the recorder: the centre, or the college's own head."""
    posts = posts_of(user)
    return posts.has(K.CENTRE_OFFICER, K.ADMINISTRATOR) or unit.pk in posts.units(K.COLLEGE_HEAD)


def units_visible_to(user: User) -> QuerySet[Unit]:
    """Return the units somebody may look into: all of them, or those they hold a post at."""
    units = Unit.objects.filter(school_id=user.school_id)
    if may_see_every_unit(user):
        return units
    return units.filter(pk__in={p.unit_id for p in posts_of(user).held if p.unit_id})


def may_see_every_unit(user: User) -> bool:
    posts = posts_of(user)
    return may_set_up(user) or posts.sees_school or posts.has(K.SCHOOL_HEAD)


def get_unit_for(user: User, unit_id: int) -> Unit:
    """Return a unit somebody may look into; raises ``Http404`` for every other."""
    found = units_visible_to(user).filter(pk=unit_id).first()
    if found is None:
        raise Http404
    return found


def get_post_for(user: User, post_id: int) -> Post:
    """Return a post that stands among the units somebody sees; ``Http404`` for every other.

    It is opened and filled by whoever sets up only: the others know that it is there.
    """
    posts = Post.objects.filter(school_id=user.school_id, pk=post_id).select_related("unit")
    found = posts.first()
    if found is None or not _among_seen(user, found.unit_id):
        raise Http404
    require(may_set_up(user), SETS_UP)
    return found


def _among_seen(user: User, unit_id: int | None) -> bool:
    """Say whether a unit's page, or that of the school's own posts, is open to somebody."""
    if unit_id is None:
        return not user.is_graduate
    return units_visible_to(user).filter(pk=unit_id).exists()


def get_appointment_for(user: User, appointment_id: int) -> Appointment:
    """Return an appointment somebody may end: set up by them, or their own delegation.

    Refused to whoever sees it and may not; raises ``Http404`` for every other.
    """
    found = (
        Appointment.objects.filter(school_id=user.school_id, pk=appointment_id)
        .select_related("post", "unit", "user")
        .first()
    )
    own = found is not None and user.pk in (found.user_id, found.given_by_id)
    if found is None or not (own or _among_seen(user, found.unit_id)):
        raise Http404
    require(own or may_set_up(user), SETS_UP)
    return found
