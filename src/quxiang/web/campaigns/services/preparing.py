"""Begin a campaign, work out who is in it, word it, try it on oneself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import F

from quxiang.web.audit import trail
from quxiang.web.campaigns.access import PREPARES, may_prepare
from quxiang.web.campaigns.audience import counts_of, placed
from quxiang.web.campaigns.models import Campaign, Member, Part
from quxiang.web.campaigns.states import CAMPAIGNS, CampaignState
from quxiang.web.campaigns.wording import TEMPLATES, faults, first_texts, parts_of, values_of
from quxiang.web.common import clock
from quxiang.web.common.columns import insert_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.jobs.services import enqueue
from quxiang.web.notifications.services import send
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.services.cohorts import hold_open

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

PREPARE = "campaigns.prepare"
#: so many rows a statement
BATCH = 5000
LIVE = (
    CampaignState.PREPARING, CampaignState.PREPARED, CampaignState.PROPOSED,
    CampaignState.RUNNING, CampaignState.PAUSED,
)  # fmt: skip


@trail.atomic()
def begin(*, cohort: Cohort, kind: str, by: User | None) -> Campaign:
    """Begin a campaign of a cohort; ``by`` nobody where the calendar does.

    Raises :class:`InvalidError` while one of its kind is under way.
    """
    if by is not None:
        require(may_prepare(by), PREPARES)
    hold_open(cohort.pk)
    if Campaign.objects.filter(cohort=cohort, kind=kind, state__in=LIVE).exists():
        raise InvalidError("这一届同样的批量通知还没有结束，请先办完或取消它。")
    made = Campaign.objects.create(
        school_id=cohort.school_id, cohort=cohort, kind=kind, by=by, made_at=clock.now(),
        texts=first_texts(cohort.school_id, kind),
    )  # fmt: skip
    trail.record("campaign.begin", made, by=by, after={"kind": kind})
    _ask(made)
    return made


@trail.atomic()
def prepare_again(*, campaign: Campaign, seen: int, by: User) -> None:
    """Work out anew who is in a campaign, for what has changed since."""
    require(may_prepare(by), PREPARES)
    same_page(campaign, seen)
    move(campaign, CAMPAIGNS["prepare_again"], by=by, revision=F("revision") + 1)
    _ask(campaign)


def _ask(campaign: Campaign) -> None:
    enqueue(
        PREPARE, key=f"campaign-{campaign.pk}", school_id=campaign.school_id, campaign=campaign.pk
    )


@trail.atomic()
def fill(campaign: Campaign) -> None:
    """Write down who is in a campaign, and why, in place of what was there."""
    rows = list(placed(campaign))
    # first, so that whoever lists it as well waits here and is told
    move(
        campaign, CAMPAIGNS["list"], by=None, counts=counts_of(rows), listed_at=clock.now(),
        revision=F("revision") + 1,
    )  # fmt: skip
    Member.objects.filter(campaign=campaign).delete()
    names = ("school_id", "campaign_id", "graduate_id", "part", "why")
    school, key = campaign.school_id, campaign.pk
    for at in range(0, len(rows), BATCH):
        batch = rows[at : at + BATCH]
        values = [(school, key, e.graduate_id, str(e.part), str(e.why)) for e in batch]
        insert_columns(Member, names, values)


@trail.atomic()
def word(*, campaign: Campaign, texts: Mapping[str, str], seen: int, by: User) -> None:
    """Let the texts of a campaign say something else before it is proposed.

    Raises :class:`InvalidError` for a name there is no value for, or an empty text.
    """
    require(may_prepare(by), PREPARES)
    kept = {str(part): texts.get(part, "").strip() for part in parts_of(campaign.kind)}
    if told := faults(campaign.kind, kept):
        raise InvalidError("".join(told))
    rows = Campaign.objects.filter(
        pk=campaign.pk, state=CampaignState.PREPARED, revision=seen
    )  # fmt: skip
    if not rows.update(texts=kept, revision=F("revision") + 1):
        raise StaleStateError
    trail.record(
        "campaign.word", campaign, by=by, before={"texts": campaign.texts}, after={"texts": kept}
    )


@trail.atomic()
def try_on_oneself(*, campaign: Campaign, by: User) -> list[str]:
    """Write each text to oneself, by the channel for staff; return by which they went."""
    require(may_prepare(by), PREPARES)
    values = values_of(campaign)
    went = []
    for part in parts_of(campaign.kind):
        kept = send(by, TEMPLATES[part], text=campaign.texts[part], **values)
        went.append(f"{Part(part).label}：{kept.get_channel_display()}")
    trail.record("campaign.try", campaign, by=by)
    return went


def same_page(campaign: Campaign, seen: int) -> None:
    """Go on only if nobody did anything since the page was opened."""
    if campaign.revision != seen:
        raise StaleStateError
