"""What the calendar brings by itself: a snapshot when a period ends."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from quxiang.engine.snapshots import verify
from quxiang.problems import UnusableError
from quxiang.standards.periods import Period
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.destinations.models import Registration
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import every, periodic, task
from quxiang.web.jobs.services import enqueue
from quxiang.web.roster.models import Cohort
from quxiang.web.season.figuring import counted
from quxiang.web.season.models import Extension, Snapshot
from quxiang.web.season.progress import calendar_of
from quxiang.web.season.services.extending import expire
from quxiang.web.season.services.presenting import PRESENT, make_present
from quxiang.web.season.services.taking import snapshot
from quxiang.web.season.services.telling import COMPARE, tell_apart
from quxiang.web.season.services.verifying import TAKE, VERIFY

log = logging.getLogger(__name__)
TASK = "season.period_end"
#: a period that ended longer ago than this gets no snapshot any more: it would not be of its end
PATIENCE = timedelta(days=3)
#: differences that are kept word for word
MOST = 100


@periodic("season.period_ends", every(minutes=5))
def freeze_what_ended(now: datetime) -> None:
    """Ask for a snapshot of every cohort whose period has ended and is not frozen yet."""
    registered = Registration.objects.filter(cohort=OuterRef("pk"))
    for cohort in Cohort.objects.filter(Exists(registered), archived_at__isnull=True):
        ended = ended_period(cohort, now)
        if ended is not None and not of_period(cohort, ended.label).exists():
            enqueue(
                TASK, key=f"period-end-{cohort.pk}-{ended.label}", school_id=cohort.school_id,
                cohort=cohort.pk, label=ended.label,
            )  # fmt: skip


@periodic("season.extensions_over", every(minutes=5))
def close_what_is_over(now: datetime) -> None:
    """Close fields that were opened until a moment that has come."""
    for row in Extension.objects.exclude(field="").filter(ended_at=None, until__lte=now):
        expire(row)


def ended_period(cohort: Cohort, now: datetime) -> Period | None:
    """Return the period that ended last, within :data:`PATIENCE` before ``now``."""
    local = clock.local(now)
    ended = [
        each for each in calendar_of(cohort).periods if each.end <= local < each.end + PATIENCE
    ]
    return ended[-1] if ended else None


def of_period(cohort: Cohort, label: str) -> Any:
    return Snapshot.objects.filter(cohort=cohort, period=label)


@task(TASK, "期末快照")
def freeze(progress: Progress, cohort: int, label: str) -> dict[str, Any]:
    """Freeze a cohort as it was known when a period ended; once, however often it is asked."""
    row = Cohort.objects.select_related("school").get(pk=cohort)
    period = calendar_of(row).find(label)
    if period is None or of_period(row, label).exists():
        return {"message": "已有这一期的快照。"}
    try:
        made = snapshot(
            cohort=row, by=None, why=f"{period.deadline.title}期末", period=label,
            known_at=clock.aware(period.end),
        )  # fmt: skip
    except (InvalidError, StaleStateError) as error:
        log.warning("no snapshot of %s %s: %s", row, label, error)
        return {"message": str(error)}
    return {"message": f"快照 {made.number}：{made.people} 人。"}


@task(TAKE, "建立快照")
def take(progress: Progress, cohort: int, why: str) -> dict[str, Any]:
    """Freeze a cohort as it is known now."""
    row = Cohort.objects.select_related("school").get(pk=cohort)
    try:
        made = snapshot(cohort=row, by=progress.job.requested_by, why=why)
    except (InvalidError, StaleStateError) as error:
        return {"message": str(error)}
    return {"message": f"快照 {made.number}：{made.people} 人。"}


@task(PRESENT, "计算当前指标")
def present(progress: Progress, cohort: int) -> dict[str, Any]:
    """Read a cohort as it is now and count what pages open with."""
    row = Cohort.objects.select_related("school").get(pk=cohort)
    try:
        made = make_present(row)
    except InvalidError as error:
        return {"message": str(error)}
    counted(made, "college")
    return {"message": f"截至 {clock.local(made.known_at):%H:%M:%S}：{made.people} 人。"}


@task(COMPARE, "比较快照")
def compare(progress: Progress, before: int, after: int) -> dict[str, Any]:
    """Work out what two snapshots say apart, and keep it."""
    rows = Snapshot.objects.select_related("cohort").in_bulk([before, after])
    try:
        told = tell_apart(rows[before], rows[after])
    except InvalidError as error:
        return {"message": str(error)}
    return {"message": f"{sum(told.counts)} 人不同。"}


@task(VERIFY, "核验快照")
def verify_one(progress: Progress, snapshot: int) -> dict[str, Any]:
    """Read a snapshot again and work everything out anew; says what differs, by name."""
    row = Snapshot.objects.select_related("cohort").get(pk=snapshot)
    try:
        report = verify(row.path, expected=row.sha256)
    except UnusableError as error:
        return {"message": "快照读不出来。", "differences": [str(each) for each in error.problems]}
    told = [f"{each.message}{each.remedy}" for each in report.differences]
    runs = [[each.name, each.state] for each in report.runs]
    message = f"有 {len(told)} 处不一致。" if told else "逐行一致。"
    return {
        "message": message, "differences": told[:MOST], "notices": report.notices[:MOST],
        "runs": runs, "chain": len(report.chain), "tables": len(report.tables),
    }  # fmt: skip
