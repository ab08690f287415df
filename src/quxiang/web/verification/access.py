"""Who plans and reads surveys, who calls. No college, and no adviser, sees whom one is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.verification.models import SampledRecord, Survey

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
_READERS = (
    K.CENTRE_OFFICER, K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD, K.SCHOOL_HEAD, K.AUDITOR,
)  # fmt: skip
#: told to whoever is refused it
PLANS = whose(K.CENTRE_OFFICER)
SEES = whose(*_READERS)
CALLS = whose(K.CALLER)


def _outside(user: User) -> bool:
    """Say whether somebody has no answer to prepare and nobody to sign for."""
    return not user.is_graduate and posts_of(user).stands_apart


def may_plan(user: User) -> bool:
    """Say whether somebody plans, draws, closes: the centre."""
    return _outside(user) and posts_of(user).has(K.CENTRE_OFFICER)


def may_see(user: User) -> bool:
    """Say whether somebody reads plans and results; they name nobody."""
    return _outside(user) and posts_of(user).has(*_READERS)


def may_call(user: User) -> bool:
    return _outside(user) and posts_of(user).has(K.CALLER)


def surveys_visible_to(user: User) -> QuerySet[Survey]:
    rows = Survey.objects.filter(school_id=user.school_id)
    return rows if may_see(user) else rows.none()


def get_survey_for(user: User, survey_id: int) -> Survey:
    """Return a survey of the own school; raises ``Http404`` for every other reader."""
    related = ("cohort", "school", "by", "document", "script")
    found = surveys_visible_to(user).select_related(*related).filter(pk=survey_id).first()
    if found is None:
        raise Http404
    return found


def get_record_for(user: User, record_id: int) -> SampledRecord:
    """Return a record of the own school to a caller; raises ``Http404`` for everybody else.

    Whether it is in their hands the services see, which tell who lost it.
    """
    rows = SampledRecord.objects.filter(school_id=user.school_id, pk=record_id)
    found = rows.first() if may_call(user) else None
    if found is None:
        raise Http404
    return found
