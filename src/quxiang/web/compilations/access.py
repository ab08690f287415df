"""Who sees what was compiled, who has it compiled, who opens a volume; the one way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.compilations.models import Compilation, Volume
from quxiang.web.compilations.selectors import with_paper
from quxiang.web.evidence.access import may_open
from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind, whose
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges, posts_of
from quxiang.web.papers.kinds import COLLEGE_HANDLERS

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
_EVERY = (K.CENTRE_OFFICER, K.AUDITOR)
#: told to whoever is refused it
SEES = whose(*_EVERY, *COLLEGE_POSTS)
COMPILES = whose(*COLLEGE_HANDLERS)
NOT_OPENED = "汇编里是毕业生的证明材料，您的岗位只能看到有这份汇编，不能打开它。"


def may_see(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_EVERY, *COLLEGE_POSTS)


def units_of(user: User) -> list[Unit]:
    """Return the colleges whose compilations somebody sees."""
    rows = colleges(user.school_id)
    if not may_see(user):
        return []
    posts = posts_of(user)
    if not posts.has(*_EVERY):
        rows = rows.filter(pk__in=posts.units(*COLLEGE_POSTS))
    return list(rows)


def compilations_visible_to(user: User) -> QuerySet[Compilation]:
    rows = Compilation.objects.filter(school_id=user.school_id)
    if not may_see(user):
        return rows.none()
    posts = posts_of(user)
    return rows if posts.has(*_EVERY) else rows.filter(college__in=posts.units(*COLLEGE_POSTS))


def get_compilation_for(user: User, compilation_id: int) -> Compilation:
    """Return a compilation ``user`` may see; raises ``Http404`` for every other."""
    rows = with_paper(compilations_visible_to(user).filter(pk=compilation_id))
    found = rows.select_related("school", "cohort", "college", "by").first()
    if found is None:
        raise Http404
    return found


def get_volume_for(user: User, volume_id: int) -> Volume:
    """Return a volume of a compilation ``user`` may see; raises ``Http404`` for every other."""
    found = Volume.objects.filter(school_id=user.school_id, pk=volume_id).first()
    if found is None:
        raise Http404
    found.compilation = get_compilation_for(user, found.compilation_id)
    return found


def may_read(user: User) -> bool:
    """Say whether somebody who sees that there are volumes opens them."""
    return may_open(user)


def may_compile(user: User, college: Unit) -> bool:
    """Say whether somebody has a college's records compiled: who sends them to be signed."""
    return not user.is_graduate and college.pk in posts_of(user).units(*COLLEGE_HANDLERS)
