"""The frozen file and what came back, page by page or whole, to whoever was found to see it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.evidence.intake.limits import MEGABYTE
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.views.files import page_picture
from quxiang.web.papers.access import NOT_OPENED, get_file_for, get_paper_for, may_read
from quxiang.web.papers.models import Paper, PaperFile
from quxiang.web.papers.views.leaving import leave

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: of a larger file no page is drawn; it is fetched whole
DRAWN = 20 * MEGABYTE


def pdf(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give the frozen PDF as it was signed."""
    found = _paper(request, paper_id)
    return _whole(request, found, found.sha256, "application/pdf", f"{found}.pdf")


def word(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give the Word file that was frozen with it."""
    found = _paper(request, paper_id)
    if not found.word_sha256:
        raise Http404
    return _whole(request, found, found.word_sha256, DOCX, f"{found}.docx")


def page(request: HttpRequest, paper_id: int, number: int) -> HttpResponse:
    """Give one page of the frozen PDF as a picture."""
    found = _paper(request, paper_id)
    if not 1 <= number <= found.pages or found.size > DRAWN:
        raise Http404
    return page_picture(request, found, number)


def kept(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give a file that came back."""
    found = _file(request, file_id)
    ending = "pdf" if found.media_type == "application/pdf" else "jpg"
    name = f"{found.paper}{found.get_use_display()}.{ending}"
    return _whole(request, found.paper, found.sha256, found.media_type, name)


def kept_page(request: HttpRequest, file_id: int, number: int) -> HttpResponse:
    """Give one page of a file that came back as a picture."""
    found = _file(request, file_id)
    if not 1 <= number <= found.pages:
        raise Http404
    return page_picture(request, found, number)


def _paper(request: HttpRequest, paper_id: int) -> Paper:
    found = get_paper_for(reader(request), paper_id)
    require(may_read(reader(request), found), NOT_OPENED)
    shows(request, found.subjects, str(found))
    return found


def _file(request: HttpRequest, file_id: int) -> PaperFile:
    found = get_file_for(reader(request), file_id)
    require(may_read(reader(request), found.paper), NOT_OPENED)
    shows(request, found.paper.subjects, f"{found.paper} {found.get_use_display()}")
    return found


def _whole(
    request: HttpRequest, paper: Paper, sha256: str, media_type: str, name: str
) -> HttpResponse:
    return leave(
        request, paper, lambda: vault.content_of(paper.school_id, sha256), media_type, name
    )
