"""Tell staff what waits for them of campaigns, and colleges that a bulletin is out."""

from __future__ import annotations

from django.urls import reverse

from quxiang.web.bulletins.hooks import on_issued
from quxiang.web.bulletins.models import Bulletin
from quxiang.web.campaigns.models import Campaign
from quxiang.web.campaigns.selectors import tally
from quxiang.web.common import clock
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import active_appointments

#: whoever a college's bulletin is for
_READ_BULLETINS = (PostKind.RECORDER, PostKind.COLLEGE_EMPLOYMENT_HEAD, PostKind.COLLEGE_HEAD)


def tell_prepared(campaign: Campaign) -> None:
    """Tell the centre that a list is there to be looked at; once a list."""
    told = {part: count for part, _, count, _ in tally(campaign)}
    count = sum(n for part, n in told.items() if part != "left_out")
    held = active_appointments(clock.now()).filter(
        school_id=campaign.school_id, kind=PostKind.CENTRE_OFFICER
    )
    for user in {each.user for each in held.select_related("user__school")}:
        send(
            user, "campaign_prepared", key=f"{campaign.batch}-{campaign.revision}-{user.pk}",
            link=reverse("campaigns:one", args=[campaign.pk]),
            title=str(campaign.get_kind_display()), count=str(count),
        )  # fmt: skip


@on_issued
def tell_of_bulletin(bulletin: Bulletin) -> None:
    """Tell a college's recorder and heads, or those of all, that a bulletin is there to read."""
    held = active_appointments(clock.now()).filter(
        school_id=bulletin.school_id, kind__in=_READ_BULLETINS
    )
    if bulletin.college_id is not None:
        held = held.filter(unit_id=bulletin.college_id)
    for user in {each.user for each in held.select_related("user__school")}:
        send(
            user, "bulletin", key=f"bulletin-{bulletin.pk}-{user.pk}",
            link=reverse("bulletins:one", args=[bulletin.pk]), title=bulletin.title,
        )  # fmt: skip
