"""Put a file to a listing, and look at one, page by page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.assessment.access import FILES, get_listing_for, get_paper_for, may_attach
from quxiang.web.assessment.services import attaching
from quxiang.web.assessment.views.listing import shown
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.uploads import content_of, in_memory
from quxiang.web.evidence.views.files import page_picture


@in_memory
def attach(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Keep a file with a listing, or say why not."""
    found = get_listing_for(reader(request), listing_id)
    require(may_attach(reader(request), found), FILES)
    try:
        made = attaching.attach(
            listing=found, content=content_of(request), by=reader(request),
            title=request.POST.get("title", ""),
        )  # fmt: skip
    except InvalidError as refusal:
        return shown(request, found, refusal, "attach")
    messages.success(request, f"已附上“{made.title}”，共 {made.pages} 页。")
    return redirect("assessment:one", found.pk)


def page(request: HttpRequest, paper_id: int, number: int) -> HttpResponse:
    """Give one page of a file as a picture."""
    found = get_paper_for(reader(request), paper_id)
    require(may_open(reader(request)), "您的岗位只能看到有这份材料，不能打开它。")
    if not 1 <= number <= found.pages:
        raise Http404
    return page_picture(request, found, number)
