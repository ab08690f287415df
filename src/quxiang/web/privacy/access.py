"""Who publishes notices and sets how long data is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.privacy.models import LegalHold, Notice

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


#: told to whoever is refused it
PUBLISHES = whose(PostKind.CENTRE_OFFICER, PostKind.ADMINISTRATOR)


def may_publish(user: User) -> bool:
    return posts_of(user).has(PostKind.CENTRE_OFFICER, PostKind.ADMINISTRATOR)


def notices_visible_to(user: User) -> QuerySet[Notice]:
    """Return every version of the own school's notice: whoever has a login may read them all."""
    return Notice.objects.filter(school_id=user.school_id).select_related("by")


def get_notice_for(user: User, number: int) -> Notice:
    """Return one version; raises ``Http404`` where there is none of that number."""
    found = notices_visible_to(user).filter(number=number).first()
    if found is None:
        raise Http404
    return found


#: told to whoever is refused it
SETS_RETENTION = whose(PostKind.CENTRE_OFFICER)


def may_set_retention(user: User) -> bool:
    """Say whether somebody sets periods and holds: the centre, since holds name graduates."""
    return posts_of(user).has(PostKind.CENTRE_OFFICER)


def get_hold_for(user: User, hold_id: int) -> LegalHold:
    """Return a hold of the own school; raises ``Http404`` for whoever does not set them."""
    own = LegalHold.objects.select_related("person", "cohort").filter(school_id=user.school_id)
    found = own.filter(pk=hold_id).first() if may_set_retention(user) else None
    if found is None:
        raise Http404
    return found
