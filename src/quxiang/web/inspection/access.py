"""Who makes packs and opens whole files: the centre; audit sees which packs left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.inspection.models import Pack
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
SEES = whose(K.CENTRE_OFFICER, K.AUDITOR)
PACKS = whose(K.CENTRE_OFFICER)
FETCHES = "材料包只由提出的人下载；需要另一份的，请自己提出。"


def may_see(user: User) -> bool:
    """Say whether somebody sees which packs there are."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER, K.AUDITOR)


def may_pack(user: User) -> bool:
    """Say whether somebody makes packs, and opens the whole file of a graduate by number."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)


def packs_visible_to(user: User) -> QuerySet[Pack]:
    rows = Pack.objects.filter(school_id=user.school_id)
    return rows if may_see(user) else rows.none()


def get_pack_for(user: User, pack_id: int) -> Pack:
    """Return a pack ``user`` may see; raises ``Http404`` for every other."""
    related = ("cohort", "school", "by", "export", "job")
    found = packs_visible_to(user).select_related(*related).filter(pk=pack_id).first()
    if found is None:
        raise Http404
    return found


def may_fetch(user: User, pack: Pack) -> bool:
    """Say whether somebody fetches a pack: whoever asked for it, while still of the centre."""
    return may_pack(user) and pack.by_id == user.pk
