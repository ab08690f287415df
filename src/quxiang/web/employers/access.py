"""Who sees employers, and who keeps them: all staff with graduates; the centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.common.refusals import require
from quxiang.web.employers.models import Employer
from quxiang.web.orgs.kinds import LISTED, PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


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


def get_employer_for(user: User, employer_id: int) -> Employer:
    """Return an employer, or the one it was merged into; raises ``Http404``."""
    if not may_see_employers(user):
        raise Http404
    found = Employer.objects.filter(school_id=user.school_id, pk=employer_id).first()
    if found is None:
        raise Http404
    return found
