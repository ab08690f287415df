"""What the worker does of campaigns: begins them when the day comes, lists, writes, ends them."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any

from quxiang.web.campaigns.models import Campaign, Kind
from quxiang.web.campaigns.services.preparing import PREPARE, begin, fill
from quxiang.web.campaigns.services.releasing import WRITE, finish_if_through, write_next
from quxiang.web.campaigns.states import CampaignState
from quxiang.web.campaigns.telling import tell_prepared
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import every, periodic, task
from quxiang.web.notifications.services.delivering import ask_to_deliver
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort

log = logging.getLogger(__name__)
#: a day is missed after this many: a reminder of early August says nothing in September
PATIENCE_DAYS = 7


@periodic("campaigns.due", every(minutes=5))
def begin_what_is_due(now: datetime) -> None:
    """Prepare each cohort's campaigns on their days, once; nothing goes without two persons."""
    today = clock.local(now).date()
    for cohort in Cohort.objects.filter(archived_at__isnull=True).select_related("school"):
        for kind, day in days_of(cohort):
            late = (today - day).days
            there = Campaign.objects.filter(cohort=cohort, kind=kind)
            if 0 <= late <= PATIENCE_DAYS and not there.exists():
                try:
                    begin(cohort=cohort, kind=kind, by=None)
                except (InvalidError, StaleStateError) as error:
                    log.warning("no campaign of %s: %s", cohort, error)
    for campaign in Campaign.objects.filter(state=CampaignState.RUNNING):
        finish_if_through(campaign)


def days_of(cohort: Cohort) -> list[tuple[str, date]]:
    """Return which campaigns a cohort has and when: mid-June and early August (N3.4)."""
    calendar = read(cohort, settings_of(cohort)).calendar
    return [
        (Kind.LEAVING, date.fromisoformat(f"{cohort.year}-{calendar.bulletins_from}")),
        (Kind.AUGUST, date.fromisoformat(f"{cohort.year}-{calendar.texts_on}")),
    ]


@task(PREPARE, "备批量通知名单")
def prepare(progress: Progress, campaign: int) -> dict[str, Any]:
    """Write down who is in a campaign, and tell whoever puts it forward."""
    row = Campaign.objects.select_related("school", "cohort").get(pk=campaign)
    if row.state != CampaignState.PREPARING:
        return {"message": "名单已经备好。"}
    fill(row)
    row = Campaign.objects.select_related("school", "cohort").get(pk=campaign)
    tell_prepared(row)
    return {"message": "名单已备好，等待提请。"}


@task(WRITE, "写批量通知")
def write(progress: Progress, campaign: int) -> dict[str, Any]:
    """Write a campaign's messages, a thousand at a time, until it is through or held."""
    total = Campaign.objects.get(pk=campaign).members.exclude(part="left_out").count()
    progress.start(total)
    done = 0
    while count := write_next(campaign):
        done += count
        progress.at(done)
        ask_to_deliver(progress.job.school_id or 0)
    return {"message": f"写了 {done} 条消息。"}
