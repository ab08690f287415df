"""Whose accounts somebody manages. Graduates' accounts are seen as counts and states only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.accounts.models import User
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.roster.models import Graduate


def may_manage_staff(user: User) -> bool:
    return posts_of(user).has(PostKind.ADMINISTRATOR, PostKind.CENTRE_OFFICER)


def staff_visible_to(user: User) -> QuerySet[User]:
    """Return staff accounts; raises ``Http404`` for everybody who does not manage them."""
    if not may_manage_staff(user):
        raise Http404
    return User.objects.filter(school_id=user.school_id, kind=User.Kind.STAFF)


def get_staff_for(user: User, staff_id: int) -> User:
    """Return a staff account; raises ``Http404`` for every other."""
    found = staff_visible_to(user).filter(pk=staff_id).first()
    if found is None:
        raise Http404
    return found


def may_send_code(user: User, graduate: Graduate) -> bool:
    """Say whether somebody may have an activation code sent to a graduate's own number."""
    posts = posts_of(user)
    return posts.has(PostKind.CENTRE_OFFICER) or graduate.college_id in posts.units(
        PostKind.RECORDER
    )


def may_print_slips(user: User) -> bool:
    """Say whether somebody prints activation slips for graduates: centre and recorders do."""
    return posts_of(user).has(PostKind.CENTRE_OFFICER, PostKind.RECORDER)
