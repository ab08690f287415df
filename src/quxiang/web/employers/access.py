"""Who sees employers, and who keeps them: all staff with graduates; the centre."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.common.refusals import require
from quxiang.web.employers.models import Employer, Visit
from quxiang.web.orgs.kinds import LISTED, SIGHT, PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


#: sees graduates of the school, and nothing of where they go
_BLIND = PostKind.REGISTRY_OFFICER

#: told to whoever is refused it
SEES_EMPLOYERS = whose(*LISTED)


def may_see_employers(user: User) -> bool:
    posts = posts_of(user)
    return not user.is_graduate and bool(posts.sees_school or posts.seen_units)


#: told to whoever is refused it
KEEPS_EMPLOYERS = whose(PostKind.CENTRE_OFFICER)


def may_keep_employers(user: User) -> bool:
    return posts_of(user).has(PostKind.CENTRE_OFFICER)


def employers_visible_to(user: User) -> QuerySet[Employer]:
    """Return the school's employers; refused to people without such work."""
    require(may_see_employers(user), SEES_EMPLOYERS)
    return Employer.objects.filter(school_id=user.school_id, merged_into__isnull=True)


Rows = QuerySet[Employer]


def get_employer_for(
    user: User, employer_id: int, bringing: Callable[[Rows], Rows] = lambda rows: rows
) -> Employer:
    """Return an employer, with what ``bringing`` lets it bring along; raises ``Http404``."""
    if not may_see_employers(user):
        raise Http404
    rows = bringing(Employer.objects.filter(school_id=user.school_id))
    found = rows.filter(pk=employer_id).first()
    if found is None:
        raise Http404
    return found


#: told to whoever is refused it
SEES_WHOLE = whose(*(kind for kind in LISTED if SIGHT[kind].reach == "school" and kind != _BLIND))


def may_see_whole(user: User) -> bool:
    """Say whether somebody sees where the graduates of the whole school went."""
    posts = posts_of(user)
    kinds = {kind for kind in posts.kinds if SIGHT[kind].reach == "school"}
    return not user.is_graduate and bool(kinds - {_BLIND})


#: told to whoever is refused it
SEES_PEOPLE = whose(*(kind for kind in LISTED if kind != _BLIND))


def units_seen(user: User) -> list[int]:
    """Return the units where somebody sees who went where."""
    return posts_of(user).seen_units


def get_visit_for(user: User, visit_id: int) -> Visit:
    """Return a visit ``user`` may read in full; raises ``Http404`` for every other."""
    rows = Visit.objects.filter(school_id=user.school_id).select_related("employer")
    found = rows.filter(pk=visit_id).first() if may_see_whole(user) else None
    if found is None:
        raise Http404
    return found
