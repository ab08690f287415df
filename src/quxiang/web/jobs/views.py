"""One's own jobs: how far they are, what came of them, stop them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.jobs import services
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.registry import title_of

TONES = {"queued": "", "running": "info", "done": "good", "failed": "wrong", "cancelled": "doubt"}


def jobs(request: HttpRequest) -> HttpResponse:
    """Show what one asked for and how far it is."""
    mine = list(Job.objects.filter(requested_by=reader(request))[:50])
    rows = [(job, title_of(job.kind), TONES[job.state]) for job in mine]
    busy = any(job.state in (Job.State.QUEUED, Job.State.RUNNING) for job in mine)
    return render(request, "jobs/jobs.html", {"rows": rows, "busy": busy})


@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stop one's own job, at once or between two batches."""
    services.cancel(get_object_or_404(Job, pk=job_id, requested_by=reader(request)))
    return redirect("jobs:jobs")
