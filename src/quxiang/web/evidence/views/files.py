"""One file, its thumbnail, one of its pages: only after a look at who asks, and noted."""

from __future__ import annotations

from typing import Protocol

from django.http import Http404, HttpRequest, HttpResponse

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.errors import error_page
from quxiang.web.common.refusals import require
from quxiang.web.evidence.access import get_readable_evidence_for, may_open, may_open_file
from quxiang.web.evidence.intake.apart import page_apart
from quxiang.web.evidence.intake.limits import RefusedError
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.services.adding import limits
from quxiang.web.evidence.services.listing import TABLE, WORKBOOK
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.places import PlaceError

JPEG = "image/jpeg"
#: what a file is called when it is saved, and whether it is looked at or saved
_ENDINGS = {
    JPEG: ("jpg", "inline"), "application/pdf": ("pdf", "attachment"),
    WORKBOOK: ("xlsx", "attachment"), TABLE: ("dat", "attachment"),
}  # fmt: skip
#: whatever a file may hold, it runs nothing and reaches nothing of this site
_POLICY = "default-src 'none'; style-src 'none'; sandbox"
_LISTED = "名单上还有其他人的信息，您只能看到有这份材料；要看的请找学院老师。"
_LENT = "名单上还有不归您互查的人，您只能看到有这份材料；要核对的请该学院或中心核对。"
GONE = "这份材料暂时读不出来，登记和签字不受影响。请稍后再试；若仍读不出，请告诉管理员。"


def file(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Give the file itself: a picture to look at, a PDF to keep."""
    found = _found(request, evidence_id)
    try:
        content = vault.content_of(found.school_id, found.sha256)
    except PlaceError:
        return error_page(request, 500, GONE)
    ending, how = _ENDINGS[found.media_type]
    response = picture_or_file(content, found.media_type)
    response.headers["Content-Disposition"] = f'{how}; filename="evidence-{found.pk}.{ending}"'
    return response


def thumbnail(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Give the first page, small."""
    found = _found(request, evidence_id)
    if not found.is_drawn:
        raise Http404
    try:
        return picture_or_file(vault.thumbnail_of(found.school_id, found.sha256), JPEG)
    except PlaceError:
        return error_page(request, 500, GONE)


def page(request: HttpRequest, evidence_id: int, number: int) -> HttpResponse:
    """Give one page as a picture, so that a PDF is read without opening it."""
    found = _found(request, evidence_id)
    if not 1 <= number <= found.pages or not found.is_drawn:
        raise Http404
    return page_picture(request, found, number)


class Kept(Protocol):
    """A row that names a file of the store: evidence, a scan."""

    school_id: int
    sha256: str
    media_type: str


def page_picture(request: HttpRequest, kept: Kept, number: int) -> HttpResponse:
    """Give one page of a kept file as a picture, to whoever was found to see it."""
    try:
        content = vault.content_of(kept.school_id, kept.sha256)
        if kept.media_type != JPEG:
            content = page_apart(content, number, limits())
    except (PlaceError, RefusedError):
        return error_page(request, 500, GONE)
    return picture_or_file(content, JPEG)


def _found(request: HttpRequest, evidence_id: int) -> Evidence:
    user = reader(request)
    found = get_readable_evidence_for(user, evidence_id)
    require(may_open(user), "您的岗位只能看到有这份材料，不能打开它。")
    require(may_open_file(user, found), _LISTED if user.is_graduate else _LENT)
    shows(request, [found.graduate_id], f"材料 {found.sha256[:12]}")
    return found


def picture_or_file(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
