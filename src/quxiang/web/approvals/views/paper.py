"""A form signed by hand: what is read off it, its scan, and the scan to look at again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.approvals.access import get_step_for
from quxiang.web.approvals.models import Level, RunStep, Sheet
from quxiang.web.approvals.onpaper import said_in, steps_due
from quxiang.web.approvals.papers import lacking_in
from quxiang.web.approvals.scans import about, get_scan_for, scans_shown
from quxiang.web.approvals.selectors import chain_of
from quxiang.web.approvals.services import inking, recording
from quxiang.web.approvals.sheetink import ink_in, ink_of
from quxiang.web.approvals.sheets import get_sheet_for, may_upload, rows_of
from quxiang.web.approvals.states import RunState
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, StaleStateError, TooLargeError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.uploads import content_of, in_memory
from quxiang.web.evidence.views.files import page_picture
from quxiang.web.reference.selectors import standard_of


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


def sheet_form(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Ask who signed a printed sheet of many, and when."""
    return _sheet_page(request, _found_sheet(request, sheet_id))


@in_memory
def keep_sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Record a sheet of many that was signed in ink, or say why not and keep nothing."""
    found = _found_sheet(request, sheet_id)
    try:
        said = ink_in(request.POST)
        inking.record(sheet=found, said=said, content=content_of(request), by=reader(request))
    except StaleStateError as refusal:
        return _sheet_page(request, found, str(refusal), 409)
    except InvalidError as refusal:
        return _sheet_page(request, found, str(refusal), _status(refusal))
    messages.success(
        request, f"已登记第 {found.number} 号审签单的纸质签字，共 {found.size} 份。"
    )  # fmt: skip
    return redirect("approvals:sheet", found.pk)


def _found_sheet(request: HttpRequest, sheet_id: int) -> Sheet:
    found = get_sheet_for(reader(request), sheet_id)
    require(may_upload(reader(request), found), inking.RECORDS)
    return found


def _sheet_page(
    request: HttpRequest, found: Sheet, problem: str = "", status: int = 200
) -> HttpResponse:
    rows = rows_of(found)
    if problem:  # it names those who are no longer as they were
        shows(request, [row.registration.graduate_id for row in rows])
    context = {
        "sheet": found, "problem": problem, "level": Level(found.level).label,
        "ink": ink_of(found, rows, request.POST),
    }  # fmt: skip
    return render(request, "approvals/ink.html", context, status=status)


def _status(refusal: InvalidError) -> int:
    return 413 if isinstance(refusal, TooLargeError) else 422


def page(request: HttpRequest, scan_id: int, number: int) -> HttpResponse:
    """Give one page of a scan as a picture."""
    found = get_scan_for(reader(request), scan_id)
    require(may_open(reader(request)), "您的岗位只能看到有这份扫描件，不能打开它。")
    if not 1 <= number <= found.pages:
        raise Http404
    shows(request, about(found), f"扫描件 {found.sha256[:12]}")
    return page_picture(request, found, number)


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
    chain = chain_of(run)
    graduate = run.registration.graduate
    standard = standard_of(run.school_id, run.cohort.scheme)
    context = {
        "step": found, "run": run, "graduate": graduate, "refusal": refusal,
        "lacking": lacking_in(run.version, graduate, standard) if running else [],
        "due": steps_due(run, request.POST) if running else [], "chain": chain,
        "scans": scans_shown(reader(request), chain),
        "vouches": recording.may_vouch(reader(request), found),
        "number": request.POST.get("number", ""),
    }  # fmt: skip
    status = _status(refusal) if refusal else 200
    return render(request, "approvals/paper.html", context, status=status)
