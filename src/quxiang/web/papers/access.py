"""Who sees a paper, who opens it, who handles it, who accepts it; the one way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quxiang.web.evidence.access import may_open
from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind, whose
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.papers.kinds import PaperKind, every_kind
from quxiang.web.papers.models import Paper, PaperFile

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
#: see every paper
_EVERY = (K.CENTRE_OFFICER, K.AUDITOR)
#: see the school's own papers beside the centre
_SCHOOL = (K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD, K.SCHOOL_HEAD)
#: told to whoever is refused it
SEES = whose(*_EVERY, *_SCHOOL, *COLLEGE_POSTS)
ACCEPTS = whose(K.CENTRE_OFFICER)
NOT_OPENED = "这份文件写有毕业生的个人信息，您的岗位只能看到有这份文件，不能打开它。"


def may_see(user: User) -> bool:
    """Say whether somebody sees papers of any unit."""
    return not user.is_graduate and posts_of(user).has(*_EVERY, *_SCHOOL, *COLLEGE_POSTS)


def papers_visible_to(user: User) -> QuerySet[Paper]:
    """Return every paper for centre and auditor, the school's for its heads, a college's own."""
    rows = Paper.objects.filter(school_id=user.school_id)
    if not may_see(user):
        return rows.none()
    posts = posts_of(user)
    if posts.has(*_EVERY):
        return rows
    mine = Q(unit_id__in=posts.units(*COLLEGE_POSTS))
    if posts.has(*_SCHOOL):
        mine |= Q(unit__isnull=True)
    return rows.filter(mine)


def get_paper_for(user: User, paper_id: int) -> Paper:
    """Return a paper ``user`` may see; raises ``Http404`` for every other."""
    related = ("school", "unit", "cohort", "prepared_by")
    visible = papers_visible_to(user).select_related(*related).filter(pk=paper_id).first()
    if visible is not None:
        return visible
    rows = Paper.objects.filter(school_id=user.school_id, pk=paper_id)
    paper = rows.select_related(*related).first()
    if paper is None or user.is_graduate or not paper.about.sees(user, paper):
        raise Http404
    return paper


def get_file_for(user: User, file_id: int) -> PaperFile:
    """Return a file of a paper ``user`` may see; raises ``Http404`` for every other."""
    found = PaperFile.objects.filter(school_id=user.school_id, pk=file_id).first()
    if found is None:
        raise Http404
    found.paper = get_paper_for(user, found.paper_id)
    return found


def may_read(user: User, paper: Paper) -> bool:
    """Say whether somebody who sees that there is a paper opens it."""
    return not paper.about.personal or may_open(user)


def may_handle(user: User, paper: Paper) -> bool:
    """Say whether somebody sends it, withdraws it, brings back what was signed, files it."""
    return _handles(user, paper.about, paper.unit_id)


def handles(paper: Paper) -> str:
    """Return what whoever may not handle a paper is told."""
    return whose(*paper.about.handlers)


def _handles(user: User, kind: PaperKind, unit_id: int | None) -> bool:
    posts = posts_of(user)
    if user.is_graduate:
        return False
    if unit_id is None:
        return posts.has(*kind.handlers)
    return unit_id in posts.units(*kind.handlers)


def uploads_of(user: User) -> list[tuple[PaperKind, Unit]]:
    """Return which kinds somebody may bring a PDF of, and for which of the own units."""
    if user.is_graduate:
        return []
    posts = posts_of(user)
    found = []
    for kind in every_kind():
        if kind.uploads:
            units = Unit.objects.filter(pk__in=posts.units(*kind.handlers), closed_on__isnull=True)
            found += [(kind, unit) for unit in units]
    return found


def may_accept(user: User) -> bool:
    """Say whether somebody accepts what was filed, or sends it back: the centre."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)
