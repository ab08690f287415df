"""Who drafts, who reads, who answers: the centre issues, a college reads its own, its heads answer.

Advisers and graduates see none; whoever sees the school reads all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.notices.models import CollegeNotice, NoticeFile
from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
_SCHOOL = (
    K.CENTRE_OFFICER, K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD, K.AUDITOR,
)  # fmt: skip
#: who is told of a notice, and answers it
HEADS = (K.COLLEGE_HEAD, K.COLLEGE_EMPLOYMENT_HEAD)
#: told to whoever is refused it
SEES = whose(*_SCHOOL, *COLLEGE_POSTS)
DRAFTS, ANSWERS = whose(K.CENTRE_OFFICER), whose(*HEADS)
OPENS = "您的岗位只能看到有这份附件，不能打开它。"


def may_see(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_SCHOOL, *COLLEGE_POSTS)


def may_see_school(user: User) -> bool:
    """Say whether somebody sees drafts, and the notices of every college."""
    return not user.is_graduate and posts_of(user).has(*_SCHOOL)


def may_draft(user: User) -> bool:
    """Say whether somebody drafts, issues, and decides on answers: the centre."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)


def may_answer(user: User, notice: CollegeNotice) -> bool:
    return not user.is_graduate and notice.college_id in posts_of(user).units(*HEADS)


def notices_visible_to(user: User) -> QuerySet[CollegeNotice]:
    """Return every notice, or those that went out to the own colleges."""
    rows = CollegeNotice.objects.filter(school_id=user.school_id)
    if may_see_school(user):
        return rows
    if not may_see(user):
        return rows.none()
    own = posts_of(user).units(*COLLEGE_POSTS)
    return rows.filter(college_id__in=own, issued_at__isnull=False)


def get_notice_for(user: User, notice_id: int) -> CollegeNotice:
    """Return a notice ``user`` may see; raises ``Http404`` for every other."""
    related = (
        "school", "cohort", "college", "drafted_by", "issued_by", "document", "template",
    )  # fmt: skip
    found = notices_visible_to(user).select_related(*related).filter(pk=notice_id).first()
    if found is None:
        raise Http404
    return found


def get_file_for(user: User, file_id: int) -> NoticeFile:
    """Return a file of a notice ``user`` may see; raises ``Http404`` for every other."""
    rows = NoticeFile.objects.filter(school_id=user.school_id)
    seen = rows.filter(step__notice__in=notices_visible_to(user).values("pk"))
    found = seen.select_related("step__notice").filter(pk=file_id).first()
    if found is None:
        raise Http404
    return found
