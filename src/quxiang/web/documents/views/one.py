"""Make and open one document; fetch what was made in bulk."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.approvals.sheets import get_sheet_for, rows_of, visible_rows
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.destinations.selectors import find_registration
from quxiang.web.destinations.views.one import graduate_shown
from quxiang.web.documents import store
from quxiang.web.documents.access import get_bundle_for, get_document_for
from quxiang.web.documents.selectors import form_version
from quxiang.web.documents.services.making import make_form, make_person_file
from quxiang.web.documents.services.sheets import make_sheet


def form(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Make the review form of a graduate's current version, or of the one named."""
    graduate = graduate_shown(request, graduate_id)
    version = form_version(find_registration(graduate), request.POST.get("version", ""))
    made = make_form(version, site=site_of(request), by=reader(request))
    return redirect("documents:one", made.pk)


def person(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Make the one-person file of a graduate."""
    graduate = graduate_shown(request, graduate_id)
    made = make_person_file(graduate, site=site_of(request), by=reader(request))
    return redirect("documents:one", made.pk)


def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Print a sheet of many as it stands, to be signed in ink."""
    found = get_sheet_for(reader(request), sheet_id)
    rows = visible_rows(found, rows_of(found), reader(request))
    require(len(rows) == found.size, "审签单里有您看不到的毕业生，不能由您打印。")
    made = make_sheet(found, rows, site=site_of(request), by=reader(request))
    return redirect("documents:one", made.pk)


def one(request: HttpRequest, document_id: int) -> HttpResponse:
    """Open a PDF in the browser; its viewer is not a page of ours, so no policy binds it."""
    found = get_document_for(reader(request), document_id)
    shows(request, _subjects(found.graduate_id, found.subjects), found.label)
    name = f"{found.get_kind_display()}{found.label}.pdf"
    response = file_response(store.content_of(found), "application/pdf", name, inline=True)
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response


def bundle(request: HttpRequest, bundle_id: int) -> HttpResponse:
    """Fetch the forms one asked for."""
    found = get_bundle_for(reader(request), bundle_id)
    shows(request, found.subjects, found.filename)
    return file_response(store.content_of(found), "application/zip", found.filename)


def _subjects(graduate_id: int | None, subjects: list[int]) -> list[int]:
    return subjects if graduate_id is None else [graduate_id]


def site_of(request: HttpRequest) -> str:
    """Return where this site is, for a QR code."""
    return request.build_absolute_uri("/")


def file_response(
    content: bytes, content_type: str, name: str, *, inline: bool = False
) -> HttpResponse:
    """Answer with a file no cache between us and the reader may keep."""
    response = HttpResponse(content, content_type=content_type)
    way = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
