"""Ask for background work, run it, cancel it; run what is due."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from quxiang.web.common import clock
from quxiang.web.jobs import registry
from quxiang.web.jobs.models import Heartbeat, Job, PeriodicRun
from quxiang.web.jobs.planning import planned_anew
from quxiang.web.jobs.progress import LEASE, CancelledError, Progress

log = logging.getLogger(__name__)
ATTEMPTS = 3
#: a job waits no longer than this where nobody is at work
STRANDED = timedelta(minutes=1)


def enqueue(
    kind: str, *, key: str = "", not_before: datetime | None = None, school_id: int | None = None,
    by: Any = None, **ids: int | str,
) -> Job:  # fmt: skip
    """Ask for a task inside the business transaction; the same key while queued is one job.

    A job that stood in the way may begin before it is read: then there is room for another.
    """
    registry.get_task(kind)
    fields = {
        "school_id": school_id if school_id is not None else getattr(by, "school_id", None),
        "args": ids, "requested_by": by, "not_before": not_before, "created_at": clock.real_now(),
    }  # fmt: skip
    job, made = _made_or_queued(kind, key, fields)
    if made and not_before is None:
        _hand_to_worker(job)
    return job


def _made_or_queued(
    kind: str, key: str, fields: dict[str, Any], attempt: int = 1
) -> tuple[Job, bool]:
    queued = Job.objects.filter(kind=kind, key=key, state=Job.State.QUEUED).first() if key else None
    if queued is not None:
        return queued, False
    try:
        with transaction.atomic():
            return Job.objects.create(kind=kind, key=key, **fields), True
    except IntegrityError:
        if attempt == ATTEMPTS:
            raise
    return _made_or_queued(kind, key, fields, attempt + 1)


def _hand_to_worker(job: Job) -> None:
    from django_q.tasks import async_task  # noqa: PLC0415 - loads the broker

    async_task("quxiang.web.jobs.services.run_job", job.pk, group="jobs")


def run_job(job_id: int) -> None:
    """Run one job if nobody else does; what it raises becomes a sentence on the job."""
    job = _leased(job_id)
    if job is None:
        return
    try:
        with planned_anew():
            result = registry.get_task(job.kind).run(Progress(job), **job.args) or {}
    except CancelledError:
        _end(job, Job.State.CANCELLED, message="已按要求停止；已完成的部分保留。")
    except Exception as error:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        _end(job, Job.State.FAILED, message=_sentence(error))
    else:
        _end(job, Job.State.DONE, result=result, message=str(result.get("message", "")))


def _sentence(error: Exception) -> str:
    from quxiang.web.common.refusals import InvalidError, StaleStateError  # noqa: PLC0415

    if isinstance(error, InvalidError | StaleStateError):
        return str(error)[:200]
    return "程序出错，已做完的部分保留。请重试；若仍失败，请联系管理员。"


def _leased(job_id: int) -> Job | None:
    now = clock.real_now()
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, cancel_asked=False, attempts__lt=ATTEMPTS).update(
        state=Job.State.RUNNING, lease_until=now + LEASE, started_at=now
    )
    if not taken:
        return None
    job = Job.objects.get(pk=job_id)
    job.attempts += 1
    job.save(update_fields=["attempts"])
    return job


def _end(job: Job, state: str, *, result: dict[str, Any] | None = None, message: str = "") -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state, result=result or {}, message=message[:200], ended_at=clock.real_now(),
        lease_until=None,
    )  # fmt: skip


def cancel(job: Job) -> None:
    """Ask a job to stop: at once while it is queued, between two batches while it runs."""
    now = clock.real_now()
    Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, ended_at=now, cancel_asked=True, message="开始之前已取消。"
    )
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True)


def run_due(now: datetime) -> None:
    """Run what the minute brings: jobs whose time has come, lost ones, periodic tasks."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": clock.real_now()})
    _hand_out_waiting(now)
    for each in registry.periodic_tasks():
        _run_periodic(each, now)


def _hand_out_waiting(now: datetime) -> None:
    real = clock.real_now()
    Job.objects.filter(
        state=Job.State.RUNNING, lease_until__lt=real, attempts__gte=ATTEMPTS
    ).update(state=Job.State.FAILED, ended_at=real, message="三次中断，已停止重试。请联系管理员。")
    waiting = Q(state=Job.State.QUEUED, not_before__lte=now)
    lost = Q(state=Job.State.RUNNING, lease_until__lt=real)
    if not Job.objects.filter(state=Job.State.RUNNING, lease_until__gte=real).exists():
        # handed to a worker that died before it began: nobody is at work, and still it waits
        lost |= Q(state=Job.State.QUEUED, not_before__isnull=True, created_at__lt=real - STRANDED)
    for job in Job.objects.filter(waiting | lost):
        _hand_to_worker(job)


def _run_periodic(each: registry.Periodic, now: datetime) -> None:
    last = PeriodicRun.objects.filter(name=each.name).first()
    if not each.due(last.ran_at if last else None, now):
        return
    if not _first_to_run(each, last, now):
        return
    try:
        each.run(now)
    except Exception:
        log.exception("periodic task %s failed", each.name)


def _first_to_run(each: registry.Periodic, last: PeriodicRun | None, now: datetime) -> bool:
    """Note a run; say whether nobody noted one since ``last`` was read: ticks may overlap."""
    if last is None:
        return PeriodicRun.objects.get_or_create(name=each.name, defaults={"ran_at": now})[1]
    unchanged = PeriodicRun.objects.filter(pk=last.pk, ran_at=last.ran_at)
    return bool(unchanged.update(ran_at=now))


def work_off(limit: int = 100) -> int:
    """Run queued jobs here and now, in order, until none is left; return how many (tests)."""
    count = 0
    while count < limit:
        now = clock.now()
        due = Q(not_before__isnull=True) | Q(not_before__lte=now)
        job = Job.objects.filter(due, state=Job.State.QUEUED).order_by("created_at", "pk").first()
        if job is None:
            break
        run_job(job.pk)
        count += 1
    return count
