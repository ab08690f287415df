"""Packs: which there are, ask for one, how it stands, fetch it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit import trail
from quxiang.web.certificates.models import Authority
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.inspection import sealing
from quxiang.web.inspection.access import (
    FETCHES,
    PACKS,
    SEES,
    get_pack_for,
    may_fetch,
    may_pack,
    may_see,
    packs_visible_to,
)
from quxiang.web.inspection.choosing import new_seed
from quxiang.web.inspection.forms import PackForm
from quxiang.web.inspection.lists import PACKS as LIST
from quxiang.web.inspection.lists import TONES
from quxiang.web.inspection.services.asking import Wanted, ask
from quxiang.web.inspection.states import PackState
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Rows
from quxiang.web.release.views import export_list
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort

GONE = "这个材料包不能下载：还没有生成好，或已经到期。请刷新后再看。"


def cohort_of(request: HttpRequest) -> Cohort:
    """Return the cohort a page is about; refuses whoever sees no pack."""
    require(may_see(reader(request)), SEES)
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _rows(request: HttpRequest, cohort: Cohort) -> Rows:
    return packs_visible_to(reader(request)).filter(cohort=cohort).select_related("by")


def packs(request: HttpRequest) -> HttpResponse:
    """List the packs of a cohort."""
    cohort = cohort_of(request)
    context = {
        "page": build(request, LIST, _rows(request, cohort)), "cohort": cohort,
        "packs": may_pack(reader(request)),
    }  # fmt: skip
    return render(request, "inspection/packs.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate; it names no graduate."""
    return export_list(request, LIST, _rows(request, cohort_of(request)), subject="")


def new(request: HttpRequest) -> HttpResponse:
    """Ask for a pack."""
    require(may_pack(reader(request)), PACKS)
    cohort = cohort_of(request)
    if request.method != "POST":
        given = {
            "seed": new_seed(), "count": 100,
            "expires_on": (clock.today() + timedelta(days=7)).isoformat(),
        }  # fmt: skip
        return _form(request, cohort, PackForm(initial=given))
    form = PackForm(request.POST)
    if not form.is_valid():
        return _form(request, cohort, form, 422)
    said = form.cleaned_data
    try:
        wanted = Wanted(**{**said, "count": said["count"] or 0})
        made = ask(cohort=cohort, wanted=wanted, by=reader(request))
    except InvalidError as error:
        for problem in error.problems:
            where = problem.where.column
            text = f"{problem.message}{problem.remedy}"
            form.add_error(where if where in form.fields else None, text)
        return _form(request, cohort, form, 422)
    messages.success(request, "已提出，在后台生成；生成好后在这里下载。")
    return redirect("inspection:pack", made.pk)


def _form(request: HttpRequest, cohort: Cohort, form: PackForm, status: int = 200) -> HttpResponse:
    context = {"cohort": cohort, "form": form}
    return render(request, "inspection/new.html", context, status=status)


def pack(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Show a pack: what was asked, how far it is, its root."""
    found = get_pack_for(reader(request), pack_id)
    fetches = may_fetch(reader(request), found) and found.state == PackState.READY
    context = {
        "pack": found, "tone": TONES[PackState(found.state)], "fetches": fetches,
        "authority": Authority.objects.filter(school_id=found.school_id).exists(),
        "job": found.job if found.state == PackState.MAKING else None,
    }  # fmt: skip
    return render(request, "inspection/pack.html", context)


def fetch(request: HttpRequest, pack_id: int) -> HttpResponseBase:
    """Give a pack, chunk by chunk, to whoever asked for it; each time is noted."""
    found = get_pack_for(reader(request), pack_id)
    require(may_fetch(reader(request), found), FETCHES)
    if found.state != PackState.READY or found.expires_on < clock.today():
        raise StaleStateError(GONE)
    with trail.atomic():
        trail.record("pack.fetch", found, by=reader(request), after={"root": found.root})
    chunks = sealing.opened(found.path, found.key_sealed)
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    name = quote(f"迎检材料包-{found.cohort.year}-{found.pk}.zip")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Length"] = str(found.size)
    response.headers["Cache-Control"] = "private, no-store"
    return response
