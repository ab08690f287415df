"""A bulletin as a PDF and as a Word file; whoever takes one away passes the gate.

The file itself bears no watermark: what was issued is the same byte for byte whoever holds it, and
the gate keeps its hash with the name.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from quxiang.web.accounts.readers import reader
from quxiang.web.bulletins.access import get_bulletin_for
from quxiang.web.bulletins.models import Bulletin
from quxiang.web.bulletins.printing import pdf_of, word_of
from quxiang.web.bulletins.states import BulletinState
from quxiang.web.bulletins.views.listing import shown
from quxiang.web.certificates.services.sealing import seal
from quxiang.web.common.refusals import InvalidError
from quxiang.web.documents.views.one import file_response, site_of
from quxiang.web.release.services import gate
from quxiang.web.wordfiles.selectors import WORD

PURPOSE = "查阅通报（发给本单位）"


def pdf(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Give the PDF that went out, with its unit's seal if wished, or a look at the draft."""
    found = get_bulletin_for(reader(request), bulletin_id)
    content = pdf_of(found, site_of(request))
    if request.GET.get("sealed") and found.state == BulletinState.ISSUED:
        try:
            content = seal(content, school_id=found.school_id, unit_id=None)
        except InvalidError as refusal:
            return shown(request, found, refusal)
    return _leaving(request, found, content, "application/pdf", "pdf")


def word(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Give the Word file, made by the office's template."""
    found = get_bulletin_for(reader(request), bulletin_id)
    return _leaving(request, found, word_of(found), WORD, "docx")


def _leaving(
    request: HttpRequest, found: Bulletin, content: bytes, kind: str, ending: str
) -> HttpResponse:
    gate(
        reader(request), what=found.title[:60], purpose=PURPOSE, columns=[ending], rows=(),
        book=lambda _: (content, 1),
    )  # fmt: skip
    return file_response(content, kind, f"{found.title}.{ending}")
