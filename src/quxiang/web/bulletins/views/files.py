"""A bulletin as a PDF and as a Word file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from quxiang.web.accounts.readers import reader
from quxiang.web.bulletins.access import get_bulletin_for
from quxiang.web.bulletins.printing import WORD, pdf_of, word_of
from quxiang.web.documents.views.one import file_response, site_of


def pdf(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Give the PDF that went out, or a look at the draft."""
    found = get_bulletin_for(reader(request), bulletin_id)
    name = f"{found.title}.pdf"
    return file_response(pdf_of(found, site_of(request)), "application/pdf", name)


def word(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Give the Word file, made by the office's template."""
    found = get_bulletin_for(reader(request), bulletin_id)
    return file_response(word_of(found), WORD, f"{found.title}.docx")
