"""What ``doctor`` says of the worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from quxiang.web.common import clock
from quxiang.web.common.health import Finding, look
from quxiang.web.jobs.models import Heartbeat, Job

SILENT = timedelta(minutes=3)


@look
def worker() -> Iterator[Finding]:
    """Say whether the worker ticks, and whether jobs failed lately."""
    beat = Heartbeat.objects.filter(name="worker").first()
    if beat is None or clock.real_now() - beat.at > SILENT:
        since = f"自 {clock.local(beat.at):%Y-%m-%d %H:%M} 起没有响应" if beat else "从未运行"
        yield Finding("后台任务", False, f"后台进程{since}。", "请运行 quxiang serve。")
    else:
        yield Finding("后台任务", True, "后台进程在运行。")
    failed = Job.objects.filter(
        state=Job.State.FAILED, ended_at__gt=clock.real_now() - timedelta(days=1)
    ).count()
    if failed:
        yield Finding("失败的任务", False, f"一天内有 {failed} 个任务失败。", "请查看日志。")
