"""One graduate's papers: what is asked for, what is there, a form for the next one."""

from __future__ import annotations

import base64

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, TooLargeError, require
from quxiang.web.destinations.access import FILES, SELF, may_file, may_see_destination
from quxiang.web.evidence.access import get_evidence_for
from quxiang.web.evidence.filed import filed_by
from quxiang.web.evidence.forms import UploadForm
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.pagecontext import kinds_for, papers_of
from quxiang.web.evidence.services import adding, removing
from quxiang.web.evidence.uploads import content_of, in_memory
from quxiang.web.roster.access import (
    get_graduate_for,
    get_readable_graduate_for,
    graduates_visible_to,
)
from quxiang.web.roster.models import Graduate


def mine(request: HttpRequest) -> HttpResponse:
    """Lead a graduate to the own papers; nobody else has any."""
    require(reader(request).is_graduate, SELF)
    found = graduates_visible_to(reader(request)).order_by("-cohort__year").first()
    if found is None:
        raise Http404
    return redirect("evidence:papers", found.pk)


def papers(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show the papers of one graduate."""
    return _page(request, _read(request, graduate_id))


def part(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Give the papers as a part of the page of the destination."""
    found = _read(request, graduate_id)
    context = papers_of(reader(request), found, filed_by(found, reader(request)))
    return render(request, "evidence/parts/onpage.html", context)


def _read(request: HttpRequest, graduate_id: int) -> Graduate:
    """Return a graduate whose papers the reader may look at, one that is lent to them too."""
    return _seen(request, get_readable_graduate_for(reader(request), graduate_id))


def _found(request: HttpRequest, graduate_id: int) -> Graduate:
    return _seen(request, get_graduate_for(reader(request), graduate_id))


def _seen(request: HttpRequest, found: Graduate) -> Graduate:
    if not may_see_destination(reader(request)):
        raise Http404
    return found


def _form(request: HttpRequest, kinds: list[tuple[str, str]]) -> UploadForm:
    if request.method == "POST":
        return UploadForm(request.POST, kinds=kinds)
    asked = {"kind": request.GET.get("kind", ""), "replaces": request.GET.get("replaces", "")}
    return UploadForm(initial=asked, kinds=kinds)


def _page(
    request: HttpRequest, found: Graduate, form: UploadForm | None = None,
    refusal: InvalidError | None = None,
) -> HttpResponse:  # fmt: skip
    shows(request, [found.pk])
    context = papers_of(reader(request), found, filed_by(found, reader(request)))
    context |= {"form": form or _form(request, context["kinds"]), "refusal": refusal}
    status = 413 if isinstance(refusal, TooLargeError) else 422 if form is not None else 200
    return render(request, "evidence/papers.html", context, status=status)


@in_memory
def add(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Keep a file, or say beside the form why not."""
    found = _found(request, graduate_id)
    require(may_file(reader(request), found), FILES)
    form = _form(request, kinds_for(found))
    if not form.is_valid():
        return _page(request, found, form)
    try:
        made = adding.add(
            graduate=found, content=content_of(request), said=form.said(), by=reader(request),
            replaces=_replaced(request, found, form.cleaned_data["replaces"]),
        )  # fmt: skip
    except InvalidError as refusal:
        return _page(request, found, form, refusal)
    messages.success(request, _told(made))
    return redirect("evidence:papers", found.pk)


def _replaced(request: HttpRequest, found: Graduate, evidence_id: int | None) -> Evidence | None:
    if evidence_id is None:
        return None
    old = get_evidence_for(reader(request), evidence_id)
    if old.graduate_id != found.pk:
        raise Http404
    return old


def _told(made: Evidence) -> str:
    done = "已保存，位置和拍摄信息已去除" if made.is_picture else "已保存"
    if made.redacted:
        done += "，遮盖的内容已不可恢复"
    if made.stripped:
        done += "，文件里的附件或脚本已去除"
    return f"{done}。"


@in_memory
def preview(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Give the pages of an upload back as pictures to draw on; nothing of it is kept."""
    found = _found(request, graduate_id)
    require(may_file(reader(request), found), FILES)
    try:
        pages = adding.preview(graduate=found, content=content_of(request), by=reader(request))
    except InvalidError as refusal:
        status = 413 if isinstance(refusal, TooLargeError) else 422
        return JsonResponse({"problem": str(refusal)}, status=status)
    shown = [f"data:image/jpeg;base64,{base64.b64encode(page).decode()}" for page in pages]
    response = JsonResponse({"pages": shown})
    response.headers["Cache-Control"] = "no-store"
    return response


def remove(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Take a file away."""
    found = get_evidence_for(reader(request), evidence_id)
    reason = request.POST.get("reason", "")[:200]
    removing.remove(evidence=found, reason=reason, by=reader(request))
    messages.success(request, "已删去。")
    return redirect("evidence:papers", found.graduate_id)
