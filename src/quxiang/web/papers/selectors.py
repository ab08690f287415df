"""What waits for somebody, and what a page shows of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.papers.access import may_accept, papers_visible_to
from quxiang.web.papers.kinds import Place, every_kind
from quxiang.web.papers.models import Paper, PaperSignature
from quxiang.web.papers.seats import chair_for, chairs_of
from quxiang.web.papers.states import PaperState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Cohort

S = PaperState


def papers_waiting_for(user: User) -> list[int]:
    """Return the papers somebody signs, sends, files or answers next, by their keys.

    Looks at what is open and the posts held; which seat is whose is told paper by paper, as few
    are open at a time.
    """
    rows = papers_visible_to(user)
    found = list(_handled(user, rows)) + list(_answered(user, rows))
    for paper in _to_sign(user, rows):
        if chair_for(chairs_of(paper), user) is not None:
            found.append(paper.pk)
    return found


def _to_sign(user: User, rows: QuerySet[Paper]) -> QuerySet[Paper]:
    """Return papers being signed by a post of whose kind somebody holds one, and not signed yet."""
    posts = posts_of(user)
    heads = {seat.post for kind in every_kind() for seat in kind.seats}
    if not any(each.kind in heads and each.role == Appointment.Role.HOLDER for each in posts.held):
        return rows.none()
    mine = PaperSignature.objects.filter(paper=OuterRef("pk"), user=user.pk)
    return rows.filter(~Exists(mine), state=S.SIGNING).select_related("unit", "cohort")[:50]


def _handled(user: User, rows: QuerySet[Paper]) -> QuerySet[Paper, int]:
    """Return what whoever handles it has to send, stamp or file."""
    posts = posts_of(user)
    units = posts.units(*(h for kind in every_kind() for h in kind.handlers))
    own = rows.filter(state__in=(S.DRAFT, S.SIGNED), unit_id__in=units)
    if posts.has(PostKind.CENTRE_OFFICER):
        own |= rows.filter(state__in=(S.DRAFT, S.SIGNED), unit_id__isnull=True)
    return own.order_by("pk").values_list("pk", flat=True)


def _answered(user: User, rows: QuerySet[Paper]) -> QuerySet[Paper, int]:
    if not may_accept(user):
        return rows.none().values_list("pk", flat=True)
    kinds = [each.code for each in every_kind() if each.filed_with == Place.CENTRE]
    return rows.filter(state=S.FILED, kind__in=kinds).order_by("pk").values_list("pk", flat=True)


def versions_of(paper: Paper) -> QuerySet[Paper]:
    """Return every version of a paper, the newest first."""
    rows = Paper.objects.filter(school_id=paper.school_id, series=paper.series)
    return rows.order_by("-version")


def newest_of(*, school_id: int, kind: str, subject: int) -> Paper | None:
    """Return the newest paper of what an app made one from."""
    rows = Paper.objects.filter(school_id=school_id, kind=kind, subject=subject)
    return rows.order_by("-version", "-pk").first()


def complete_of(cohort: Cohort, kind: str) -> dict[int | None, Paper]:
    """Return of each unit the newest paper of a kind that everybody signed; none: the school's."""
    states = (PaperState.SIGNED, PaperState.FILED, PaperState.ACCEPTED)
    rows = Paper.objects.filter(cohort=cohort, kind=kind, state__in=states).order_by("pk")
    return {each.unit_id: each for each in rows}


def standing_words(paper: Paper | None) -> str:
    """Say how far a paper is that was signed to the end, or that there is none."""
    if paper is None:
        return "没有签齐的"
    return f"第 {paper.version} 版，{paper.get_state_display()}"
