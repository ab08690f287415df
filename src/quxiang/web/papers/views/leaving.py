"""A file of a paper leaves: as it is, or through the gate where it names graduates."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.errors import error_page
from quxiang.web.documents.views.one import file_response
from quxiang.web.evidence.storage.places import PlaceError
from quxiang.web.evidence.views.files import GONE
from quxiang.web.papers.models import Paper
from quxiang.web.release.services import gate
from quxiang.web.release.views import PurposeForm


def leave(
    request: HttpRequest, paper: Paper, content: Callable[[], bytes], media_type: str, name: str
) -> HttpResponse:
    """Give a file; of a kind with personal data only for a purpose, which the gate keeps."""
    form = PurposeForm(request.POST or None)
    if paper.about.personal and (request.method != "POST" or not form.is_valid()):
        context = {"form": form, "paper": paper, "name": name}
        status = 422 if form.errors else 200
        return render(request, "papers/leaving.html", context, status=status)
    try:
        given = content()
    except PlaceError:
        return error_page(request, 500, GONE)
    if paper.about.personal:
        gate(
            reader(request), what=name[:60], purpose=form.cleaned_data["purpose"],
            columns=[name.rpartition(".")[2]], rows=(), subjects=paper.subjects,
            book=lambda _: (given, paper.pages),
        )  # fmt: skip
    return file_response(given, media_type, name)
