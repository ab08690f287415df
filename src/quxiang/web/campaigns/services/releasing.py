"""Propose a campaign, let it go by another, hold it, end it; write its messages batch by batch."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F

from quxiang.web.audit import trail
from quxiang.web.campaigns.access import PREPARES, RELEASES, may_prepare, may_release
from quxiang.web.campaigns.models import Campaign, Member, Part
from quxiang.web.campaigns.selectors import progress_of
from quxiang.web.campaigns.services.preparing import same_page
from quxiang.web.campaigns.states import CAMPAIGNS, CampaignState
from quxiang.web.campaigns.wording import TEMPLATES, values_of
from quxiang.web.common import clock
from quxiang.web.common.columns import update_columns
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.states import move
from quxiang.web.jobs.services import enqueue
from quxiang.web.notifications.services.batches import cancel_batch, hold_batch, let_go_batch
from quxiang.web.notifications.services.many import To, write_many

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

WRITE = "campaigns.write"
#: a list older than this is prepared anew before it goes
FRESH = timedelta(hours=24)
#: messages a transaction writes: the write lock is held for less than a second
BATCH = 1000
OLD = "名单是 {at} 备好的，已经超过一天。请重新备名单，看过之后再提请和放行。"
OWN = "放行的人不能是提请的人，请另一位来放行。"


def _step(campaign: Campaign, verb: str, by: User | None, reason: str = "", **more: Any) -> None:
    move(
        campaign, CAMPAIGNS[verb], by=by, reason=reason, revision=F("revision") + 1, **more
    )  # fmt: skip


def _fresh(campaign: Campaign) -> None:
    listed = campaign.listed_at
    if listed is None or clock.now() - listed > FRESH:
        at = f"{clock.local(listed):%Y-%m-%d %H:%M}" if listed else "以前"
        raise InvalidError(OLD.format(at=at))


@trail.atomic()
def propose(*, campaign: Campaign, seen: int, by: User) -> None:
    """Put a campaign forward as it stands: its list and its texts."""
    require(may_prepare(by), PREPARES)
    same_page(campaign, seen)
    _fresh(campaign)
    if not _told(campaign).exists():
        raise InvalidError("名单里没有要发的人，不必提请。")
    _step(campaign, "propose", by, proposed_by=by)


@trail.atomic()
def send_back(*, campaign: Campaign, seen: int, reason: str, by: User) -> None:
    """Give a campaign back to whoever prepared it."""
    require(may_release(by), RELEASES)
    same_page(campaign, seen)
    if not reason.strip():
        raise InvalidError("请写明为什么退回。")
    _step(campaign, "send_back", by, reason.strip()[:200], proposed_by=None)


@trail.atomic()
def release(*, campaign: Campaign, seen: int, by: User) -> None:
    """Let a campaign go which another proposed.

    Raises :class:`InvalidError` for who proposed it, and for a list that has grown old.
    """
    require(may_release(by), RELEASES)
    same_page(campaign, seen)
    if campaign.proposed_by_id == by.pk:
        raise InvalidError(OWN)
    _fresh(campaign)
    _step(campaign, "release", by, released_by=by, released_at=clock.now())
    _ask(campaign)


def _ask(campaign: Campaign) -> None:
    enqueue(
        WRITE, key=f"campaign-{campaign.pk}", school_id=campaign.school_id, campaign=campaign.pk
    )


@trail.atomic()
def pause(*, campaign: Campaign, seen: int, by: User) -> None:
    """Hold what has not gone yet."""
    require(may_release(by), RELEASES)
    same_page(campaign, seen)
    _step(campaign, "pause", by)
    hold_batch(campaign.school_id, campaign.batch, by=by)


@trail.atomic()
def resume(*, campaign: Campaign, seen: int, by: User) -> None:
    """Go on where it was held."""
    require(may_release(by), RELEASES)
    same_page(campaign, seen)
    _step(campaign, "resume", by)
    let_go_batch(campaign.school_id, campaign.batch, by=by)
    _ask(campaign)


@trail.atomic()
def cancel(*, campaign: Campaign, seen: int, reason: str, by: User) -> None:
    """End a campaign; what has gone has gone, nothing more will."""
    require(may_prepare(by), PREPARES)
    same_page(campaign, seen)
    if not reason.strip():
        raise InvalidError("请写明为什么取消。")
    _step(campaign, "cancel", by, reason.strip()[:200], ended_at=clock.now())
    cancel_batch(campaign.school_id, campaign.batch, by=by)


def _told(campaign: Campaign) -> Any:
    return Member.objects.filter(campaign=campaign).exclude(part=Part.LEFT_OUT)


def write_next(campaign_id: int) -> int:
    """Write the messages of a campaign's next graduates; return how many: none, it is written.

    Somebody who has one of the same kind and cohort gets no second: its key is that of both.
    """
    with trail.atomic():
        campaign = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related(
            "school"
        ).get(pk=campaign_id)  # fmt: skip
        if campaign.state != CampaignState.RUNNING or campaign.written_at is not None:
            return 0
        rows = _told(campaign).filter(message__isnull=True).order_by("pk")
        named = ("pk", "part", "graduate_id", "graduate__person__user_id")
        batch = list(rows.values_list(*named)[:BATCH])
        if not batch:
            Campaign.objects.filter(pk=campaign.pk).update(written_at=clock.now())
            return 0
        values, written = values_of(campaign), []
        for part, template in TEMPLATES.items():
            those = [each for each in batch if each[1] == part]
            prefix = f"{campaign.kind}-{campaign.cohort_id}"
            to = [To(user, f"{prefix}-{graduate}") for _, _, graduate, user in those]
            made = write_many(
                campaign.school, template, campaign.texts.get(part, ""), to, values,
                batch=campaign.batch,
            )  # fmt: skip
            written += [(made[each.key], row[0]) for each, row in zip(to, those, strict=True)]
        update_columns(Member, ("message",), written)
    return len(batch)


@trail.atomic()
def finish_if_through(campaign: Campaign) -> bool:
    """End a campaign whose messages have all come to an end, one way or another."""
    if campaign.state != CampaignState.RUNNING or campaign.written_at is None:
        return False
    if progress_of(campaign).open:
        return False
    _step(campaign, "finish", None, ended_at=clock.now())
    return True
