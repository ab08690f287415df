"""Who plans visits, goes there, sees them: visitors their own until it is done, colleges what was
released of their graduates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.visits.models import FieldVisit, VisitPhoto
from quxiang.web.visits.states import VISITORS_SEE, VisitingState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
#: who may be sent
VISITORS = (K.CALLER, K.CENTRE_OFFICER)
_SCHOOL = (K.CENTRE_OFFICER, K.AUDITOR)
#: told to whoever is refused it
SEES = whose(*VISITORS, K.AUDITOR, *COLLEGE_POSTS)
PLANS = whose(K.CENTRE_OFFICER)
FILLS = "走访表只由安排的两名走访人填写和确认，您不是这次走访的走访人。"
WHOLE = "整份走访表只由安排的走访人和中心下载，您的岗位只能看到本院的毕业生。"
OPENS = "您的岗位只能看到有这张照片，不能打开它。"


def may_see(user: User) -> bool:
    """Say whether somebody sees any visit at all."""
    return not user.is_graduate and posts_of(user).has(*VISITORS, K.AUDITOR, *COLLEGE_POSTS)


def may_see_school(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_SCHOOL)


def may_plan(user: User) -> bool:
    """Say whether somebody plans visits and settles what they found: the centre."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)


def may_visit(user: User) -> bool:
    """Say whether somebody may be sent."""
    return not user.is_graduate and posts_of(user).has(*VISITORS)


def may_fill(user: User, visit: FieldVisit) -> bool:
    """Say whether somebody is one of the two visitors, and still holds such a post."""
    return user.pk in visit.visitor_ids and may_visit(user)


def colleges_seen(user: User) -> list[int]:
    return posts_of(user).units(*COLLEGE_POSTS)


def visits_visible_to(user: User) -> QuerySet[FieldVisit]:
    """Return the school's visits, the own ones until they are done, or what was released.

    Of a sample nobody learns who prepares answers, whatever else they are.
    """
    rows = FieldVisit.objects.filter(school_id=user.school_id)
    if not posts_of(user).stands_apart:
        rows = rows.filter(hidden=False)
    if may_see_school(user):
        return rows
    if not may_see(user):
        return rows.none()
    seen = Q(pk__in=[])
    if may_visit(user):
        seen |= Q(state__in=VISITORS_SEE) & (Q(first=user) | Q(second=user))
    if units := colleges_seen(user):
        released = FieldVisit.objects.filter(people__college__in=units).values("pk")
        seen |= Q(state=VisitingState.SETTLED, pk__in=released)
    return rows.filter(seen)


def get_visit_for(user: User, visit_id: int) -> FieldVisit:
    """Return a visit ``user`` may see; raises ``Http404`` for every other."""
    related = (
        "school", "cohort", "employer", "first", "second", "by", "reported_by", "ended_by", "sheet",
    )  # fmt: skip
    found = visits_visible_to(user).select_related(*related).filter(pk=visit_id).first()
    if found is None:
        raise Http404
    return found


def sees_whole(user: User, visit: FieldVisit) -> bool:
    """Say whether somebody sees everybody and every photo of a visit; a college sees its own."""
    return may_see_school(user) or (may_fill(user, visit) and visit.state in VISITORS_SEE)


def may_settle(user: User, visit: FieldVisit) -> bool:
    """Say whether somebody concludes from a visit: the centre, and nobody who went there."""
    return may_plan(user) and user.pk not in visit.visitor_ids


def get_photo_for(user: User, photo_id: int) -> VisitPhoto:
    """Return a photo ``user`` may see; raises ``Http404`` for every other."""
    rows = VisitPhoto.objects.filter(school_id=user.school_id, removed_at__isnull=True)
    found = rows.select_related("visit").filter(pk=photo_id).first()
    if found is None or not visits_visible_to(user).filter(pk=found.visit_id).exists():
        raise Http404
    if not sees_whole(user, found.visit):
        raise Http404
    return found
