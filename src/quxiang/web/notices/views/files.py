"""A notice as a PDF and as a Word file, through the gate; pages of what an answer came with."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.documents.views.one import file_response, site_of
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.views.files import page_picture
from quxiang.web.notices.access import OPENS, get_file_for, get_notice_for
from quxiang.web.notices.facts import subjects_of
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notices.paper import pdf_of, word_of
from quxiang.web.release.services import gate
from quxiang.web.wordfiles.selectors import WORD

PURPOSE = "查阅约谈或整改通知（发给本单位）"


def pdf(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Give the PDF that went out, or a look at the draft."""
    found = get_notice_for(reader(request), notice_id)
    return _leaving(request, found, pdf_of(found, site_of(request)), "application/pdf", "pdf")


def word(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Give the Word file, made by the office's template."""
    found = get_notice_for(reader(request), notice_id)
    return _leaving(request, found, word_of(found), WORD, "docx")


def _leaving(
    request: HttpRequest, found: CollegeNotice, content: bytes, kind: str, ending: str
) -> HttpResponse:
    """Let a file leave; whom it names stands in the gate's book and in the trail."""
    named = subjects_of(found.facts) if found.kind == "rectify" else []
    shows(request, named, found.title[:60])
    gate(
        reader(request), what=found.title[:60], purpose=PURPOSE, columns=[ending], rows=(),
        book=lambda _: (content, 1),
    )  # fmt: skip
    return file_response(content, kind, f"{found.title}.{ending}")


def attached(request: HttpRequest, file_id: int, number: int) -> HttpResponse:
    """Give one page of a file as a picture."""
    user = reader(request)
    found = get_file_for(user, file_id)
    require(may_open(user), OPENS)
    if not 1 <= number <= found.pages:
        raise Http404
    shows(request, [], f"答复附件 {found.sha256[:12]}")
    return page_picture(request, found, number)
