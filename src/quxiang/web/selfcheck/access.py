"""Whose self-check somebody sees, writes and sends to be signed; who words the plan's template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind, whose
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges, posts_of
from quxiang.web.papers.kinds import COLLEGE_HANDLERS
from quxiang.web.selfcheck.models import Selfcheck

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
_SCHOOL = (K.CENTRE_OFFICER, K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD, K.AUDITOR)
#: told to whoever is refused it
SEES = whose(*_SCHOOL, *COLLEGE_POSTS)
WRITES = whose(*COLLEGE_HANDLERS)
WORDS = whose(K.CENTRE_OFFICER)


def may_see(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_SCHOOL, *COLLEGE_POSTS)


def may_word(user: User) -> bool:
    """Say whether somebody words the template of plans: the centre."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)


def may_write(user: User, college: Unit) -> bool:
    """Say whether somebody writes plan and report: who brings a paper of the college to signing."""
    return not user.is_graduate and college.pk in posts_of(user).units(*COLLEGE_HANDLERS)


def colleges_of(user: User) -> QuerySet[Unit]:
    """Return the colleges whose self-check somebody sees: every one, or the own."""
    units, posts = colleges(user.school_id), posts_of(user)
    if not may_see(user):
        return units.none()
    if posts.has(*_SCHOOL):
        return units
    return units.filter(pk__in=posts.units(*COLLEGE_POSTS))


def get_report_for(user: User, report_id: int) -> Selfcheck:
    """Return a drafted report of a college ``user`` sees; raises ``Http404`` for every other."""
    rows = Selfcheck.objects.filter(school_id=user.school_id, drafted_at__isnull=False)
    seen = rows.filter(college__in=colleges_of(user).values("pk"))
    found = seen.select_related("cohort", "college", "school").filter(pk=report_id).first()
    if found is None:
        raise Http404
    return found


def get_college_for(user: User, unit_id: int) -> Unit:
    """Return a college whose self-check ``user`` sees; raises ``Http404`` for every other."""
    found = colleges_of(user).filter(pk=unit_id).first()
    if found is None:
        raise Http404
    return found
