"""Whose destinations somebody sees and may file; the one way in to a registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.destinations.models import Dispute, Registration, Version
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.access import graduates_visible_to
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: posts that see a graduate but nothing of where they go
_BLIND = (PostKind.REGISTRY_OFFICER,)


def may_see_destination(user: User) -> bool:
    """Say whether somebody who sees graduates sees their destinations too."""
    if user.is_graduate:
        return True
    posts = posts_of(user)
    return posts.advises or bool(posts.kinds - set(_BLIND))


def registrations_visible_to(user: User) -> QuerySet[Registration]:
    """Return the registrations of every graduate ``user`` may see."""
    if not may_see_destination(user):
        return Registration.objects.none()
    graduates = graduates_visible_to(user)
    return Registration.objects.filter(
        school_id=user.school_id, graduate__in=graduates.values("pk")
    )


def get_registration_for(user: User, registration_id: int) -> Registration:
    """Return a registration ``user`` may see; raises ``Http404`` for every other."""
    found = (
        registrations_visible_to(user)
        .select_related(
            "graduate__person__user", "graduate__college", "cohort", "current", "in_force"
        )
        .filter(pk=registration_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


#: told to whoever is refused it
FILES = whose("毕业生本人", PostKind.RECORDER)


def may_file(user: User, graduate: Graduate) -> bool:
    """Say whether somebody files for a graduate: the graduate, and the college's recorder."""
    if graduate.removed:
        return False
    if user.is_graduate:
        return graduate.person.user_id == user.pk
    return graduate.college_id in posts_of(user).units(PostKind.RECORDER)


def source_of(user: User, graduate: Graduate) -> str:
    own = graduate.person.user_id == user.pk
    return Version.Source.GRADUATE if own else Version.Source.RECORDER


#: told to whoever is refused it
ENTERS = whose(PostKind.RECORDER)


def may_enter(user: User, registration: Registration) -> bool:
    """Say whether somebody enters what is signed: the recorder of the responsible college."""
    return registration.college_id in posts_of(user).units(PostKind.RECORDER)


#: told to whoever is refused it
GUIDES = whose(PostKind.CENTRE_OFFICER)


def may_guide(user: User) -> bool:
    """Say whether somebody writes what graduates are told beside the three buttons."""
    return posts_of(user).has(PostKind.CENTRE_OFFICER)


#: told to whoever is refused it
READS_DISPUTES = whose(PostKind.CENTRE_OFFICER)
#: told to whoever would answer for a graduate
SELF = whose("毕业生本人")


def may_keep_offers(user: User, graduate: Graduate) -> bool:
    """Say whether somebody keeps several offers: the graduate alone, of the own."""
    return user.is_graduate and may_file(user, graduate)


def may_read_disputes(user: User) -> bool:
    """Say whether somebody reads what graduates dispute: the centre alone, never the college."""
    return not user.is_graduate and posts_of(user).has(PostKind.CENTRE_OFFICER)


def disputes_visible_to(user: User) -> QuerySet[Dispute]:
    if not may_read_disputes(user):
        return Dispute.objects.none()
    return Dispute.objects.filter(school_id=user.school_id)


def get_dispute_for(user: User, dispute_id: int) -> Dispute:
    """Return a dispute ``user`` may read; raises ``Http404`` for every other."""
    related = ("graduate", "college", "version", "answered_by")
    found = disputes_visible_to(user).select_related(*related).filter(pk=dispute_id).first()
    if found is None:
        raise Http404
    return found
