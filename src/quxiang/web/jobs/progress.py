"""What a running task says of itself: how far it is, whether it was told to stop."""

from __future__ import annotations

from datetime import timedelta

from quxiang.web.common import clock
from quxiang.web.jobs.models import Job

LEASE = timedelta(minutes=5)


class CancelledError(Exception):
    """Raised inside a task whose owner cancelled it, between two batches."""


class Progress:
    """Handed to every task; each call is its own small write, so that progress shows."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def start(self, total: int) -> None:
        self.job.total = total
        self._write(total=total, done=0)

    def at(self, done: int, message: str = "") -> None:
        """Say how far the task is; raises :class:`CancelledError` when it was cancelled."""
        self.job.done = done
        self._write(done=done, message=message[:200])
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise CancelledError

    def _write(self, **fields: object) -> None:
        lease = clock.real_now() + LEASE
        Job.objects.filter(pk=self.job.pk).update(lease_until=lease, **fields)
