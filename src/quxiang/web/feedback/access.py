"""Who takes lists in, and which rows of them somebody sees: the own college's, never another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from quxiang.web.alerts.access import (
    colleges_seen,
    desks_of,
    may_see_cases,
    may_see_school,
)
from quxiang.web.feedback.models import FeedbackFile, FeedbackList, FeedbackRow, Handling, Rehearsal
from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind, whose
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: told to whoever is refused it
TAKES = whose(PostKind.CENTRE_OFFICER)


#: who writes a college's reply: itself, and the centre for it
_WRITERS = (PostKind.RECORDER, PostKind.COLLEGE_EMPLOYMENT_HEAD, PostKind.COLLEGE_HEAD)
WRITES = whose(PostKind.CENTRE_OFFICER, *_WRITERS)


def may_write_reply(user: User, college: Unit) -> bool:
    """Say whether somebody writes the reply of a college."""
    return may_take(user) or college.pk in posts_of(user).units(*_WRITERS)


#: who reads what colleges are told and judged by; the registry's keepers have no college
OF_COLLEGES = whose(
    PostKind.CENTRE_OFFICER, PostKind.SCHOOL_REVIEWER, PostKind.SCHOOL_EMPLOYMENT_HEAD,
    PostKind.AUDITOR, *COLLEGE_POSTS,
)  # fmt: skip


def may_see_colleges(user: User) -> bool:
    """Say whether somebody reads what every college, or the own one, is judged by."""
    return may_see_school(user) or (may_see_cases(user) and bool(colleges_seen(user)))


#: told to whoever is refused it
RECEIVES = whose(PostKind.COLLEGE_EMPLOYMENT_HEAD)


def handlings_visible_to(user: User) -> QuerySet[Handling]:
    """Return what was done about every college, or the own ones."""
    rows = Handling.objects.filter(school_id=user.school_id)
    if may_see_school(user):
        return rows
    return rows.filter(college_id__in=colleges_seen(user) if may_see_cases(user) else [])


def get_handling_for(user: User, handling_id: int) -> Handling:
    """Return a handling ``user`` may see; raises ``Http404`` for every other."""
    related = ("college", "of", "by", "receipt__by")
    found = handlings_visible_to(user).select_related(*related).filter(pk=handling_id).first()
    if found is None:
        raise Http404
    return found


def may_receive(user: User, handling: Handling) -> bool:
    """Say whether somebody acknowledges a handling: the head for employment of that college."""
    return handling.college_id in posts_of(user).units(PostKind.COLLEGE_EMPLOYMENT_HEAD)


def rehearsals_visible_to(user: User) -> QuerySet[Rehearsal]:
    """Return the rehearsals; a college sees its own part of each, others none."""
    rows = Rehearsal.objects.filter(school_id=user.school_id)
    return rows if may_see_colleges(user) else rows.none()


def get_rehearsal_for(user: User, rehearsal_id: int) -> Rehearsal:
    """Return a rehearsal ``user`` may see; raises ``Http404`` for every other."""
    related = ("cohort", "by", "run__snapshot", "run__job")
    found = rehearsals_visible_to(user).select_related(*related).filter(pk=rehearsal_id).first()
    if found is None:
        raise Http404
    return found


def may_take(user: User) -> bool:
    """Say whether somebody takes lists in and assigns their rows: the centre."""
    return not user.is_graduate and posts_of(user).has(PostKind.CENTRE_OFFICER)


def rows_visible_to(user: User) -> QuerySet[FeedbackRow]:
    """Return the rows of the school, of the own colleges, or of the registry's keeper."""
    rows = FeedbackRow.objects.filter(school_id=user.school_id)
    if may_see_school(user):
        return rows
    if not may_see_cases(user):
        return rows.none()
    colleges, desks = colleges_seen(user), desks_of(user)
    return rows.filter(Q(college_id__in=colleges) | Q(case__desk__in=desks))


def lists_visible_to(user: User) -> QuerySet[FeedbackList]:
    """Return the lists that have a row somebody sees; the centre sees those without rows too."""
    lists = FeedbackList.objects.filter(school_id=user.school_id)
    if may_take(user):
        return lists
    return lists.filter(Exists(rows_visible_to(user).filter(of=OuterRef("pk"))))


def get_list_for(user: User, list_id: int) -> FeedbackList:
    """Return a list ``user`` may see; raises ``Http404`` for every other."""
    found = lists_visible_to(user).select_related("cohort", "by").filter(pk=list_id).first()
    if found is None:
        raise Http404
    return found


def get_file_for(user: User, file_id: int) -> FeedbackFile:
    """Return a file of a list ``user`` may see; raises ``Http404`` for every other."""
    lists = lists_visible_to(user).values("pk")
    files = FeedbackFile.objects.select_related("of__cohort").filter(of__in=lists)
    found = files.filter(pk=file_id).first()
    if found is None:
        raise Http404
    return found


def get_college_for(user: User, of: FeedbackList, unit_id: int) -> Unit:
    """Return a college whose reply to a list ``user`` may read; ``Http404`` for every other."""
    if not may_see_school(user) and unit_id not in colleges_seen(user):
        raise Http404
    found = Unit.objects.filter(pk=unit_id, school_id=user.school_id).select_related("school")
    if not of.rows.filter(college_id=unit_id).exists():
        raise Http404
    return found.get()


def get_row_for(user: User, row_id: int) -> FeedbackRow:
    """Return a row ``user`` may see; raises ``Http404`` for every other."""
    related = ("of__cohort", "file", "graduate", "college", "case")
    found = rows_visible_to(user).select_related(*related).filter(pk=row_id).first()
    if found is None:
        raise Http404
    return found
