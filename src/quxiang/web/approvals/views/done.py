"""已审签: what the reader signed, as a list and as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.approvals.access import SIGNS, may_sign_anything
from quxiang.web.approvals.donelists import SIGNED, signed_rows
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.lists.page import build
from quxiang.web.release.views import export_list

_GRADUATE = "run__registration__graduate_id"


def signed(request: HttpRequest) -> HttpResponse:
    """Show what the reader signed, the newest first."""
    require(may_sign_anything(reader(request)), SIGNS)
    page = build(request, SIGNED, signed_rows(reader(request)))
    shows(request, [getattr(row, _GRADUATE) for row in page.objects])
    return render(request, "lists/page.html", {"page": page})


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave, through the gate."""
    require(may_sign_anything(reader(request)), SIGNS)
    return export_list(request, SIGNED, signed_rows(reader(request)), subject=_GRADUATE)
