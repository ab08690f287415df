"""Who sets whose seals are trusted and what units seal with: the centre and the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from quxiang.web.certificates.models import SignerAlias, TrustRoot, UnitCertificate
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_POSTS = (PostKind.CENTRE_OFFICER, PostKind.ADMINISTRATOR)
#: told to whoever is refused it
SETS = whose(*_POSTS)
NAMES = whose(PostKind.CENTRE_OFFICER)


def may_set(user: User) -> bool:
    """Say whether somebody sees and sets certificates."""
    return not user.is_graduate and posts_of(user).has(*_POSTS)


def get_root_for(user: User, root_id: int) -> TrustRoot:
    """Return a trusted certificate; raises ``Http404`` for whoever sets none."""
    found = TrustRoot.objects.filter(school_id=user.school_id, pk=root_id).first()
    if found is None or not may_set(user):
        raise Http404
    return found


def get_own_for(user: User, own_id: int) -> UnitCertificate:
    """Return a unit's certificate; raises ``Http404`` for whoever sets none."""
    rows = UnitCertificate.objects.select_related("unit").filter(school_id=user.school_id)
    found = rows.filter(pk=own_id).first()
    if found is None or not may_set(user):
        raise Http404
    return found


def may_name(user: User) -> bool:
    """Say whether somebody settles under which other names units seal: the centre."""
    return not user.is_graduate and posts_of(user).has(PostKind.CENTRE_OFFICER)


def get_alias_for(user: User, alias_id: int) -> SignerAlias:
    """Return another name of a unit; raises ``Http404`` for whoever sees no certificates."""
    found = SignerAlias.objects.filter(school_id=user.school_id, pk=alias_id).first()
    if found is None or not may_set(user):
        raise Http404
    return found
