"""A volume leaves through the gate: for which purpose, and who took it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.errors import error_page
from quxiang.web.common.refusals import require
from quxiang.web.compilations.access import NOT_OPENED, get_volume_for, may_read
from quxiang.web.compilations.models import CompiledRecord, Volume
from quxiang.web.documents.views.one import file_response
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.places import PlaceError
from quxiang.web.evidence.views.files import GONE
from quxiang.web.release.services import gate
from quxiang.web.release.views import PurposeForm


def volume(request: HttpRequest, volume_id: int) -> HttpResponse:
    """Ask for what a volume is taken for, then give it as it is bound."""
    user = reader(request)
    found = get_volume_for(user, volume_id)
    require(may_read(user), NOT_OPENED)
    form = PurposeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "volume": found, "compilation": found.compilation}
        status = 422 if form.errors else 200
        return render(request, "compilations/volume.html", context, status=status)
    try:
        content = vault.content_of(found.school_id, found.sha256)
    except PlaceError:
        return error_page(request, 500, GONE)
    name = f"{found.compilation.title}第{found.number}册"
    gate(
        user, what=name[:60], purpose=form.cleaned_data["purpose"], columns=["pdf"], rows=(),
        subjects=_subjects(found), book=lambda _: (content, found.last - found.first + 1),
    )  # fmt: skip
    return file_response(content, "application/pdf", f"{name}.pdf")


def _subjects(found: Volume) -> list[int]:
    rows = CompiledRecord.objects.filter(
        compilation=found.compilation_id, number__range=(found.first, found.last)
    )
    return list(rows.values_list("graduate_id", flat=True))
