"""Whose accounts somebody manages. Graduates' accounts are seen as counts and states only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.accounts.models import User
from quxiang.web.common.refusals import require
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.roster.models import Graduate


#: told to whoever is refused it
MANAGES_STAFF = whose(PostKind.CENTRE_OFFICER, PostKind.ADMINISTRATOR)


def may_manage_staff(user: User) -> bool:
    return posts_of(user).has(PostKind.ADMINISTRATOR, PostKind.CENTRE_OFFICER)


def staff_visible_to(user: User) -> QuerySet[User]:
    """Return staff accounts; refused to everybody who does not manage them."""
    require(may_manage_staff(user), MANAGES_STAFF)
    return User.objects.filter(school_id=user.school_id, kind=User.Kind.STAFF)


def get_staff_for(user: User, staff_id: int) -> User:
    """Return a staff account; raises ``Http404`` for every other."""
    found = staff_visible_to(user).filter(pk=staff_id).first() if may_manage_staff(user) else None
    if found is None:
        raise Http404
    return found


#: told to whoever is refused it
SENDS_CODES = whose(PostKind.CENTRE_OFFICER, PostKind.RECORDER)


def may_send_code(user: User, graduate: Graduate) -> bool:
    """Say whether somebody may have an activation code sent to a graduate's own number."""
    posts = posts_of(user)
    return posts.has(PostKind.CENTRE_OFFICER) or graduate.college_id in posts.units(
        PostKind.RECORDER
    )


#: told to whoever is refused it
PRINTS_SLIPS = whose(PostKind.CENTRE_OFFICER, PostKind.RECORDER)


def may_print_slips(user: User) -> bool:
    """Say whether somebody prints activation slips for graduates: centre and recorders do."""
    return posts_of(user).has(PostKind.CENTRE_OFFICER, PostKind.RECORDER)
