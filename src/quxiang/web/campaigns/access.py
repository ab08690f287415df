"""Who prepares campaigns, and who lets them go: two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.campaigns.models import Campaign
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_RELEASES = (
    PostKind.CENTRE_OFFICER, PostKind.SCHOOL_REVIEWER, PostKind.SCHOOL_EMPLOYMENT_HEAD,
)  # fmt: skip
#: told to whoever is refused it
PREPARES = whose(PostKind.CENTRE_OFFICER)
RELEASES = whose(*_RELEASES)
SEES = RELEASES


def may_prepare(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(PostKind.CENTRE_OFFICER)


def may_release(user: User) -> bool:
    """Say whether somebody may let a campaign go which another proposed."""
    return not user.is_graduate and posts_of(user).has(*_RELEASES)


def may_see(user: User) -> bool:
    return may_release(user)


def campaigns_visible_to(user: User) -> QuerySet[Campaign]:
    rows = Campaign.objects.filter(school_id=user.school_id)
    return rows if may_see(user) else rows.none()


def get_campaign_for(user: User, campaign_id: int) -> Campaign:
    """Return a campaign of the own school; raises ``Http404`` for every other reader."""
    related = ("school", "cohort", "by", "proposed_by", "released_by")
    found = campaigns_visible_to(user).select_related(*related).filter(pk=campaign_id).first()
    if found is None:
        raise Http404
    return found
