"""The form on the phone, and what it sends part by part; each answer tells a script or a page."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.errors import error_page
from quxiang.web.common.refusals import InvalidError, StaleStateError, TooLargeError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.places import PlaceError
from quxiang.web.evidence.uploads import content_of, in_memory
from quxiang.web.evidence.views.files import GONE, picture_or_file
from quxiang.web.visits.access import FILLS, OPENS, get_photo_for, get_visit_for, may_fill
from quxiang.web.visits.forms import ReportForm
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.selectors import people_shown, photos_of
from quxiang.web.visits.services import photographing, reporting
from quxiang.web.visits.states import Told, VisitingState

JSON = "application/json"
_WORKER = Path(__file__).parent.parent / "static" / "visits" / "worker.js"


def worker(_: HttpRequest) -> HttpResponse:
    """Give the script that keeps the form's page for when there is no network.

    It must lie below the pages it serves, which no static file does.
    """
    response = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def form(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show the form to a visitor; what the phone kept of it, a script fills in."""
    found = _filled(request, visit_id)
    if found.state != VisitingState.PLANNED:
        return redirect("visits:one", found.pk)
    return _form(request, found, ReportForm(initial=_said(found)))


def _said(found: FieldVisit) -> dict[str, Any]:
    """Return what was reported before it was reopened."""
    at = clock.local(found.arrived_at or clock.now())
    return {
        "arrived_at": at.strftime("%Y-%m-%dT%H:%M"), "found": found.found,
        "business": found.business, "spoke_to": found.spoke_to, "text": found.text,
    }  # fmt: skip


def _form(
    request: HttpRequest, found: FieldVisit, given: ReportForm, refusal: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user = reader(request)
    people = people_shown(user, found)
    shows(request, [each.graduate_id for each in people], f"走访 {found.pk}")
    context = {
        "visit": found, "form": given, "people": people, "told": Told.choices,
        "photos": photos_of(found), "key": uuid.uuid4(), "refusal": refusal,
        "most": photographing.MOST,
    }  # fmt: skip
    return render(request, "visits/form.html", context, status=status)


def standing(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Tell a phone how its visit stands, and what arrived already."""
    found = _filled(request, visit_id)
    told = {
        "state": found.state, "token": get_token(request), "report": found.report_key,
        "photos": [
            {"key": each.key, "id": each.pk} for each in photos_of(found)
        ],
    }  # fmt: skip
    response = JsonResponse(told)
    response.headers["Cache-Control"] = "no-store"
    return response


@in_memory
def photo(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Take in one photo."""
    found = _filled(request, visit_id)
    key = request.POST.get("key", "")
    try:
        made = photographing.add(
            visit=found, key=key, content=content_of(request),
            taken_at=_moment(request.POST.get("taken_at", "")), by=reader(request),
        )  # fmt: skip
    except (InvalidError, StaleStateError) as refusal:
        return _refused(request, found, refusal)
    if _scripted(request):
        return JsonResponse({"id": made.pk, "key": made.key})
    messages.success(request, "照片已送达。")
    return redirect("visits:form", found.pk)


def unphoto(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Take a photo out."""
    found = get_photo_for(reader(request), photo_id)
    require(may_fill(reader(request), found.visit), FILLS)
    try:
        photographing.remove(photo=found, by=reader(request))
    except StaleStateError as refusal:
        return _refused(request, found.visit, refusal)
    if _scripted(request):
        return JsonResponse({"key": found.key})
    messages.success(request, "照片已删去。")
    return redirect("visits:form", found.visit_id)


def picture(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Give a photo, small on demand."""
    found = get_photo_for(reader(request), photo_id)
    require(may_open(reader(request)), OPENS)
    small = bool(request.GET.get("small"))
    try:
        take = vault.thumbnail_of if small else vault.content_of
        return picture_or_file(take(found.school_id, found.sha256), found.media_type)
    except PlaceError:
        return error_page(request, 500, GONE)


def report(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Take in the whole report."""
    found = _filled(request, visit_id)
    given = ReportForm(request.POST)
    if not given.is_valid() and found.state == VisitingState.PLANNED:
        first = next(iter(given.errors.values()))[0]
        return _answer(request, found, str(first), 422, given)
    try:
        reporting.report(
            visit=found, key=request.POST.get("key", ""), report=_report_of(request, given),
            seen=seen_in(request), by=reader(request),
        )  # fmt: skip
    except InvalidError as refusal:
        return _answer(request, found, str(refusal), 422, given)
    except StaleStateError as refusal:
        return _refused(request, found, refusal)
    if _scripted(request):
        return JsonResponse({"state": "reported"})
    messages.success(request, "走访表已送出，请两名走访人分别确认。")
    return redirect("visits:one", found.pk)


def _report_of(request: HttpRequest, given: ReportForm) -> reporting.Report:
    told: dict[int, str] = {}
    notes: dict[int, str] = {}
    for name, value in request.POST.items():
        about, _, key = name.partition("-")
        if about in ("told", "note") and key.isascii() and key.isdigit() and len(key) < 19:
            (told if about == "told" else notes)[int(key)] = str(value)
    photos = request.POST.get("photos", "").split()
    said = given.cleaned_data if given.is_valid() else {"arrived_at": clock.now(), "found": "",
                                                         "business": ""}  # fmt: skip
    return reporting.Report(**said, told=told, notes=notes, photos=photos)


def _filled(request: HttpRequest, visit_id: int) -> FieldVisit:
    found = get_visit_for(reader(request), visit_id)
    require(may_fill(reader(request), found), FILLS)
    return found


def _scripted(request: HttpRequest) -> bool:
    return JSON in request.headers.get("Accept", "")


def _refused(
    request: HttpRequest, found: FieldVisit, refusal: InvalidError | StaleStateError
) -> HttpResponse:
    stale = isinstance(refusal, StaleStateError)
    status = 409 if stale else 413 if isinstance(refusal, TooLargeError) else 422
    if stale and not _scripted(request):
        raise refusal
    return _answer(request, found, str(refusal), status)


def _answer(
    request: HttpRequest, found: FieldVisit, words: str, status: int,
    given: ReportForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Say a refusal to whoever asked: a script, or a page with what was typed."""
    if _scripted(request):
        return JsonResponse({"problem": words}, status=status)
    return _form(request, found, given or ReportForm(initial=_said(found)), words, status)


def _moment(text: str) -> datetime | None:
    """Return when a phone says it took a photo, if that can be read."""
    try:
        return clock.aware(datetime.fromisoformat(text))
    except ValueError:
        return None
