"""Which documents somebody may open; the one way in to a document and to a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quxiang.web.destinations.access import may_see_destination
from quxiang.web.documents.models import Bundle, Document, Kind
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.access import graduates_visible_to

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_BULK = (PostKind.CENTRE_OFFICER, PostKind.RECORDER)
#: opened by the app that makes them alone
_ELSEWHERE = (
    Kind.YEARLY, Kind.BULLETIN, Kind.VISIT, Kind.WHOLE, Kind.SIGNING, Kind.SAMPLING,
    Kind.TALK, Kind.RECTIFY,
)  # fmt: skip


def documents_visible_to(user: User) -> QuerySet[Document]:
    """Return the documents of every destination ``user`` sees, and the batch sheets they made.

    Who reads yearly and visits' sheets, bulletins, notices, pages to sign, surveys' plans is for
    the app that made them.
    """
    if not may_see_destination(user):
        return Document.objects.none()
    mine = Q(graduate__in=graduates_visible_to(user).values("pk"))
    sheets = Q(graduate__isnull=True, made_by_id=user.pk)
    if posts_of(user).sees_school:
        sheets = Q(graduate__isnull=True)
    elif units := posts_of(user).seen_units:
        sheets |= Q(graduate__isnull=True, college_id__in=units)
    found = Document.objects.filter(mine | sheets, school_id=user.school_id)
    return found.exclude(kind__in=_ELSEWHERE)


def get_document_for(user: User, document_id: int) -> Document:
    """Return a document ``user`` may open; raises ``Http404`` for every other."""
    found = documents_visible_to(user).select_related("graduate").filter(pk=document_id).first()
    if found is None:
        raise Http404
    return found


#: told to whoever is refused it
PRINTS_MANY = whose(*_BULK)


def may_print_many(user: User) -> bool:
    """Say whether somebody prints the forms of many at once: centre and recorders do."""
    return posts_of(user).has(*_BULK)


def get_bundle_for(user: User, bundle_id: int) -> Bundle:
    """Return a bundle ``user`` asked for and still may fetch; raises ``Http404`` for every other.

    Whoever has lost the post meanwhile, gets it no more.
    """
    found = Bundle.objects.filter(pk=bundle_id, by_id=user.pk, removed_at__isnull=True).first()
    if found is None or not may_print_many(user):
        raise Http404
    return found
