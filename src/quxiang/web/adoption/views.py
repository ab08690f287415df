"""启用前的登记: the batches, one batch with its people and scans, a scan to look at."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.adoption.access import (
    KEEPS,
    adoptions_visible_to,
    get_adoption_for,
    get_adoption_scan_for,
    may_keep,
)
from quxiang.web.adoption.lists import ADOPTIONS
from quxiang.web.adoption.models import Adoption
from quxiang.web.adoption.selectors import graduates_of, scans_of, with_counts
from quxiang.web.adoption.services import scanning
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, TooLargeError, require
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.uploads import content_of, in_memory
from quxiang.web.evidence.views.files import page_picture
from quxiang.web.lists.page import build
from quxiang.web.reference.selectors import standard_of

_PAGE = 100


def adoptions(request: HttpRequest) -> HttpResponse:
    """List the batches, those without scans to be found by one click."""
    require(may_keep(reader(request)), KEEPS)
    page = build(request, ADOPTIONS, with_counts(adoptions_visible_to(reader(request))))
    return render(request, "lists/page.html", {"page": page})


def one(request: HttpRequest, adoption_id: int) -> HttpResponse:
    """Show a batch: its scans, its people, a place for more scans."""
    return _page(request, get_adoption_for(reader(request), adoption_id))


@in_memory
def attach(request: HttpRequest, adoption_id: int) -> HttpResponse:
    """Keep a scan with a batch, or say why not."""
    found = get_adoption_for(reader(request), adoption_id)
    try:
        made = scanning.attach(
            adoption=found, content=content_of(request), by=reader(request),
            title=request.POST.get("title", ""),
        )  # fmt: skip
    except InvalidError as refusal:
        return _page(request, found, refusal)
    messages.success(request, f"已附上“{made.title}”，共 {made.pages} 页。")
    return redirect("adoption:one", found.pk)


def remove(request: HttpRequest, scan_id: int) -> HttpResponse:
    """Take a scan away that was attached by mistake."""
    scan = get_adoption_scan_for(reader(request), scan_id)
    require(may_keep(reader(request)), KEEPS)
    found = get_adoption_for(reader(request), scan.adoption_id)
    try:
        scanning.remove(scan=scan, reason=request.POST.get("reason", ""), by=reader(request))
    except InvalidError as refusal:
        return _page(request, found, refusal)
    messages.success(request, f"已撤下“{scan.title}”。")
    return redirect("adoption:one", found.pk)


def page(request: HttpRequest, scan_id: int, number: int) -> HttpResponse:
    """Give one page of a scan as a picture."""
    found = get_adoption_scan_for(reader(request), scan_id)
    require(may_open(reader(request)), "您的岗位只能看到有这份扫描件，不能打开它。")
    if not 1 <= number <= found.pages:
        raise Http404
    shows(request, graduates_of(found.adoption), f"扫描件 {found.sha256[:12]}")
    return page_picture(request, found, number)


def _page(
    request: HttpRequest, found: Adoption, refusal: InvalidError | None = None
) -> HttpResponse:
    people = found.people.select_related("version__registration__graduate")
    pages = Paginator(people.order_by("version__registration__graduate__student_no"), _PAGE)
    listed = pages.get_page(request.GET.get("page"))
    standard = standard_of(found.school_id, found.cohort.scheme)
    versions = [each.version for each in listed]
    rows = [(v.registration.graduate, v, standard.destinations.get(v.code)) for v in versions]
    shows(request, [graduate.pk for graduate, _, _ in rows])
    context = {
        "adoption": found, "scans": scans_of(found), "rows": rows, "people": listed,
        "size": pages.count, "refusal": refusal, "title": request.POST.get("title", ""),
    }  # fmt: skip
    status = 413 if isinstance(refusal, TooLargeError) else 422 if refusal else 200
    return render(request, "adoption/one.html", context, status=status)
