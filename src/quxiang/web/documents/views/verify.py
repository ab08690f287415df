"""Whether a document is genuine: for anybody who holds the paper, and nothing personal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from quxiang.web.accounts.middleware import public
from quxiang.web.documents.selectors import find_by_token, standing_of


@public
@never_cache
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Say what a QR code leads to; a wrong one costs one look into an index and says nothing."""
    found = find_by_token(token)
    standing = standing_of(found) if found is not None else ""
    context = {"document": found, "standing": standing}
    status = 200 if found is not None else 404
    return render(request, "documents/verify.html", context, status=status)
