"""Snapshots: what is frozen, whether it still says the same, what two of them say apart."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.season.access import (
    FROZEN,
    MOVES,
    get_snapshot_for,
    may_move,
    may_see_snapshots,
)
from quxiang.web.season.comparing import LISTED, named
from quxiang.web.season.models import Snapshot
from quxiang.web.season.services.telling import told_or_asked, waits
from quxiang.web.season.services.verifying import (
    BUSY,
    ask_to_take,
    ask_to_verify,
    last_verdict,
    taking,
)

#: snapshots a page lists
SHOWN = 100


def _cohort(request: HttpRequest) -> Cohort:
    user = reader(request)
    require(may_see_snapshots(user), FROZEN)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def snapshots(request: HttpRequest) -> HttpResponse:
    """List the snapshots of a cohort, the newest first."""
    cohort = _cohort(request)
    rows = list(Snapshot.objects.filter(cohort=cohort).select_related("by")[:SHOWN])
    context = {
        "cohort": cohort, "rows": rows, "takes": may_move(reader(request)), "tab": "snapshots",
        "busy": taking(cohort), "shown": SHOWN,
    }  # fmt: skip
    return render(request, "season/snapshots.html", context)


def take(request: HttpRequest) -> HttpResponse:
    """Have a snapshot made now, in the background."""
    cohort, user = _cohort(request), reader(request)
    require(may_move(user), MOVES)
    ask_to_take(cohort=cohort, why=request.POST.get("why", ""), by=user)
    messages.success(request, "正在建立快照，完成后出现在下面。")
    return redirect(f"{reverse('season:snapshots')}?cohort={cohort.year}")


def one(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """Show one snapshot: of when, by which hash it is known, what verifying it said."""
    row = get_snapshot_for(reader(request), snapshot_id)
    job = last_verdict(row)
    others = Snapshot.objects.filter(cohort=row.cohort_id).exclude(pk=row.pk)
    context = {
        "row": row, "cohort": row.cohort, "job": job, "others": list(others[:SHOWN]),
        "busy": job is not None and job.state in BUSY, "tab": "snapshots",
        "runs": row.rule_runs.select_related("by")[:20],
    }  # fmt: skip
    return render(request, "season/snapshot.html", context)


def verify(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """Have a snapshot verified, in the background."""
    row = get_snapshot_for(reader(request), snapshot_id)
    ask_to_verify(row=row, by=reader(request))
    messages.success(request, "正在逐行核验，完成后结果出现在下面。")
    return redirect("season:snapshot", row.pk)


def compare(request: HttpRequest) -> HttpResponse:
    """Show what two snapshots say apart, and who recorded what between them."""
    user = reader(request)
    require(may_see_snapshots(user), FROZEN)
    keys = [request.GET.get(name, "") for name in ("before", "after")]
    if not all(keys):
        return redirect("season:snapshots")
    if not all(key.isdecimal() and len(key) < 12 for key in keys):
        raise Http404
    before, after = sorted(
        (get_snapshot_for(user, int(key)) for key in keys), key=lambda row: (row.known_at, row.pk)
    )
    context = {
        "before": before, "after": after, "cohort": after.cohort, "tab": "snapshots",
        "query": request.GET.urlencode(),
    }  # fmt: skip
    try:
        told, job = told_or_asked(before, after)
    except InvalidError as error:
        return render(request, "season/compare.html", {**context, "said": str(error)}, status=422)
    if told is None:
        said = "" if waits(job) else getattr(job, "message", "")
        context |= {"waiting": waits(job), "said": said}
        return render(request, "season/compare.html", context, status=422 if said else 200)
    people = named(before, after, told)
    shows(request, [each.graduate for each in people if each.graduate is not None])
    context |= {"told": told, "people": people, "shown": LISTED}
    return render(request, "season/compare.html", context)
