"""A form signed by hand: what is read off it, its scan, and the scan to look at again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.approvals.access import get_step_for
from quxiang.web.approvals.models import RunStep
from quxiang.web.approvals.onpaper import said_in, steps_due
from quxiang.web.approvals.scans import get_scan_for
from quxiang.web.approvals.selectors import chain_of
from quxiang.web.approvals.services import recording
from quxiang.web.approvals.states import RunState
from quxiang.web.audit.middleware import shows
from quxiang.web.common.errors import error_page
from quxiang.web.common.refusals import InvalidError, TooLargeError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.intake.apart import page_apart
from quxiang.web.evidence.intake.limits import RefusedError
from quxiang.web.evidence.services.adding import limits
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.places import PlaceError
from quxiang.web.evidence.uploads import content_of, in_memory
from quxiang.web.evidence.views.files import GONE, JPEG, picture_or_file


def form(request: HttpRequest, step_id: int) -> HttpResponse:
    """Ask who signed the printed form, when, and whether the stamp is on it."""
    return _page(request, _found(request, step_id))


@in_memory
def keep(request: HttpRequest, step_id: int) -> HttpResponse:
    """Record a signed form with its scan, or say why not and keep nothing."""
    found = _found(request, step_id)
    try:
        said = said_in(request.POST)
        content = content_of(request)
        recording.record(
            step=found, seen=seen_in(request), said=said, content=content, by=reader(request)
        )
    except InvalidError as refusal:
        return _page(request, found, refusal)
    messages.success(request, f"已登记纸质签字：{found.run.registration.graduate.name}。")
    return redirect("destinations:one", found.run.registration.graduate_id)


def page(request: HttpRequest, scan_id: int, number: int) -> HttpResponse:
    """Give one page of a scan as a picture."""
    found = get_scan_for(reader(request), scan_id)
    require(may_open(reader(request)), "您的岗位只能看到有这份扫描件，不能打开它。")
    if not 1 <= number <= found.pages:
        raise Http404
    shows(request, [found.run.registration.graduate_id], f"扫描件 {found.sha256[:12]}")
    try:
        content = vault.content_of(found.school_id, found.sha256)
        if found.media_type != JPEG:
            content = page_apart(content, number, limits())
    except (PlaceError, RefusedError):
        return error_page(request, 500, GONE)
    return picture_or_file(content, JPEG)


def _found(request: HttpRequest, step_id: int) -> RunStep:
    found = get_step_for(reader(request), step_id)
    require(recording.may_record(reader(request), found), recording.RECORDS)
    return found


def _page(
    request: HttpRequest, found: RunStep, refusal: InvalidError | None = None
) -> HttpResponse:
    run = found.run
    shows(request, [run.registration.graduate_id])
    running = run.state == RunState.RUNNING
    context = {
        "step": found, "run": run, "graduate": run.registration.graduate, "refusal": refusal,
        "due": steps_due(run, request.POST) if running else [], "chain": chain_of(run),
        "vouches": recording.may_vouch(reader(request), found),
        "number": request.POST.get("number", ""),
    }  # fmt: skip
    status = 413 if isinstance(refusal, TooLargeError) else 422 if refusal else 200
    return render(request, "approvals/paper.html", context, status=status)
